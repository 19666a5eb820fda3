import { pino } from 'pino'
import { ConfigError, environmentWith, readConfig } from '../src/config.ts'
import { findArchiveProblem } from './archive-problem.ts'
import { type DemoOptions, readOptions, USAGE } from './options.ts'
import { runDemo } from './run.ts'

let options: DemoOptions
try {
  options = readOptions(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
  process.exit(2)
}
if (options.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}
const archiveProblem = findArchiveProblem(options)
if (archiveProblem !== null) {
  process.stderr.write(`${archiveProblem}\n`)
  process.exit(2)
}

try {
  const config = readConfig(
    environmentWith(
      { PORT: '0', LOG_LEVEL: 'warn' },
      { DATABASE_URL: '', MASTER_KEY: '', REDIS_URL: '', ADMIN_TOKEN: '' },
    ),
  )
  const log = pino({ level: config.logLevel }, pino.destination(2))
  process.exitCode = await runDemo(options, config, log)
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : `The demo failed: ${error instanceof Error ? error.message : String(error)}`}\n`,
  )
  process.exitCode = 1
}
