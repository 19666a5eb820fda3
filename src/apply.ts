import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Applied } from './apply/applied.ts'
import { applyPortfolio } from './apply/apply-portfolio.ts'
import { printEnd, printSecret, printStep } from './apply/print-applied.ts'
import { readAddress } from './apply/read-address.ts'
import { PortfolioFileError, readPortfolioFile } from './apply/read-portfolio-file.ts'
import { openService, RefusedError } from './apply/service.ts'
import { StepFailedError } from './apply/step-failed-error.ts'
import { readVariable } from './config.ts'

const USAGE = `npm run apply -- FILE [--dry-run] [--url URL] [--renew-secrets] [--json]

  --dry-run        say what would be done and do nothing
  --url            where Milepost is; else PUBLIC_URL, else http://127.0.0.1:PORT
  --renew-secrets  send credentials and channel settings again, which cannot be compared
  --json           one JSON document on standard output, without npm's own lines as: npm run -s apply -- FILE --json
  --help           this text

ADMIN_TOKEN must hold a token of the service.`

/** Brings a running service in line with a portfolio file. */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      'renew-secrets': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      url: { type: 'string' },
    },
  })
  if (values.help) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const [fileName, ...rest] = positionals
  const token = readVariable('ADMIN_TOKEN')
  if (fileName === undefined || rest.length > 0) throw new PortfolioFileError([USAGE])
  if (token === null) throw new PortfolioFileError(['ADMIN_TOKEN is not set. Set it to a token of the service.'])
  const url = readAddress(
    values.url ?? readVariable('PUBLIC_URL') ?? `http://127.0.0.1:${readVariable('PORT') ?? '8080'}`,
  )
  const dryRun = values['dry-run']
  const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`)

  const file = readPortfolioFile(await readText(fileName), fileName)
  const print = (applied: Applied, failure: string | null): void => {
    if (!values.json) return
    process.stdout.write(`${JSON.stringify({ file: fileName, url, dryRun, ...applied, failure }, null, 2)}\n`)
  }
  const applied = await applyPortfolio(openService(url, token), file, {
    dryRun,
    renewSecrets: values['renew-secrets'],
    readVariable,
    onStep(step, secret) {
      say(printStep(step, false))
      if (secret !== null) say(printSecret(secret))
    },
  }).catch((error: unknown) => {
    if (error instanceof StepFailedError) print(error.done, error.message)
    throw error
  })
  if (dryRun) for (const step of applied.steps) say(printStep(step, true))
  say(printEnd(applied, dryRun))
  print(applied, null)
  return 0
}

async function readText(fileName: string): Promise<string> {
  try {
    return await readFile(fileName, 'utf8')
  } catch (error) {
    throw new PortfolioFileError([
      `${fileName} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    ])
  }
}

try {
  process.exitCode = await run()
} catch (error) {
  const isForPeople =
    error instanceof PortfolioFileError ||
    error instanceof RefusedError ||
    error instanceof StepFailedError ||
    (error instanceof TypeError && 'code' in error)
  process.stderr.write(`${isForPeople ? error.message : `Milepost could not apply the file: ${String(error)}`}\n`)
  process.exitCode = 1
}
