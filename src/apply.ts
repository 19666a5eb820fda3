import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { applyPortfolio } from './apply/apply-portfolio.ts'
import { printEnd, printSecret, printStep } from './apply/print-applied.ts'
import { PortfolioFileError, readPortfolioFile } from './apply/read-portfolio-file.ts'
import { openService, RefusedError } from './apply/service.ts'
import { readVariable } from './config.ts'

const USAGE = `npm run apply -- FILE [--dry-run] [--url URL] [--renew-secrets] [--json]

  --dry-run        say what would be done and do nothing
  --url            where Milepost is; else PUBLIC_URL, else http://127.0.0.1:PORT
  --renew-secrets  send credentials and channel settings again, which cannot be compared
  --json           one JSON document on standard output

ADMIN_TOKEN must hold a token of the service.`

/** Brings a running service in line with a portfolio file. */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      'renew-secrets': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      url: { type: 'string' },
    },
  })
  const [fileName, ...rest] = positionals
  const token = readVariable('ADMIN_TOKEN')
  if (fileName === undefined || rest.length > 0) throw new PortfolioFileError([USAGE])
  if (token === null) throw new PortfolioFileError(['ADMIN_TOKEN is not set. Set it to a token of the service.'])
  const url = (values.url ?? readVariable('PUBLIC_URL') ?? `http://127.0.0.1:${readVariable('PORT') ?? '8080'}`).replace(/\/+$/, '')
  const dryRun = values['dry-run']
  const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`)

  const file = readPortfolioFile(await readText(fileName), fileName)
  const applied = await applyPortfolio(openService(url, token), file, {
    dryRun,
    renewSecrets: values['renew-secrets'],
    readVariable,
    onStep: step => say(printStep(step, false)),
  })
  if (dryRun) for (const step of applied.steps) say(printStep(step, true))
  say(printEnd(applied, dryRun))
  if (values.json) process.stdout.write(`${JSON.stringify({ file: fileName, url, dryRun, ...applied }, null, 2)}\n`)
  else for (const secret of applied.secrets) say(printSecret(secret))
  return 0
}

async function readText(fileName: string): Promise<string> {
  try {
    return await readFile(fileName, 'utf8')
  } catch (error) {
    throw new PortfolioFileError([`${fileName} cannot be read: ${error instanceof Error ? error.message : String(error)}`])
  }
}

try {
  process.exitCode = await run()
} catch (error) {
  const isForPeople = error instanceof PortfolioFileError || error instanceof RefusedError || (error instanceof TypeError && 'code' in error)
  process.stderr.write(`${isForPeople ? error.message : `Milepost could not apply the file: ${String(error)}`}\n`)
  process.exitCode = 1
}
