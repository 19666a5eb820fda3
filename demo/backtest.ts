import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { environmentWith, readConfig } from '../src/config.ts'
import { type HitRates, measureHitRates, type ScoredForecast } from '../src/portfolio/forecast/backtest.ts'
import { openDatabase } from '../src/store/database.ts'
import { loadInitiativeFacts } from '../src/store/portfolio/facts.ts'
import { scorePastForecasts } from '../src/store/portfolio/forecast-records.ts'
import { listNodes } from '../src/store/portfolio/portfolio-nodes.ts'
import { startEmbeddedPostgres } from '../src/store/postgres/embedded-postgres.ts'
import { scoreArchive } from './archive-history.ts'

const USAGE = `npm run backtest -- [--archive FOLDER] [--json]

  Forecasts finished milestones as of half way, with what was known then, and tells how the forecasts turned out: those of
  the last demo (run it first), or of the installation at DATABASE_URL.

  --archive  also the versions of a real tracker: a folder of KEY.ndjson.gz, one Jira issue a line
  --json     one document on standard output; without npm's own lines as: npm run -s backtest -- --json`

/** What a good forecast holds: half of all by P50, four of five by P80, within what chance explains. */
const GOALS = { p50: [0.4, 0.6], p80: [0.72, 0.88] } as const

interface Measured {
  readonly history: string
  readonly rates: HitRates
  readonly holds: boolean
  readonly forecasts: readonly ScoredForecast[]
}

const measured: Measured[] = []
try {
  const { values } = parseArgs({
    options: {
      archive: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) process.stdout.write(`${USAGE}\n`)
  else {
    measured.push(judge('stored history', await scoreStored()))
    if (values.archive !== undefined) measured.push(judge(values.archive, scoreArchive(values.archive)))
    process.stdout.write(values.json ? `${JSON.stringify(measured, null, 2)}\n` : measured.map(describe).join('\n'))
    process.exitCode = measured.every(({ holds }) => holds) ? 0 : 1
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
  process.exitCode = 2
}

async function scoreStored(): Promise<readonly ScoredForecast[]> {
  const config = readConfig(environmentWith({ LOG_LEVEL: 'warn' }, {}))
  if (config.databaseUrl !== null) return scoreDatabase(config.databaseUrl)
  const dataDir = join(config.dataDir, 'demo')
  if (!existsSync(dataDir)) throw new Error('There is no history yet: run `npm run demo -- --once` first.')
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'warn' }, pino.destination(2)) })
  try {
    return await scoreDatabase(postgres.url)
  } finally {
    await postgres.stop()
  }
}

async function scoreDatabase(url: string): Promise<readonly ScoredForecast[]> {
  const { db, close } = openDatabase(url, { applicationName: 'milepost backtest', connections: 2 })
  try {
    const scored: ScoredForecast[] = []
    const now = new Date().toISOString()
    for (const { id } of await listNodes(db, 'initiative')) {
      scored.push(...(await scorePastForecasts(db, await loadInitiativeFacts(db, id, now))))
    }
    return scored
  } finally {
    await close()
  }
}

function judge(history: string, forecasts: readonly ScoredForecast[]): Measured {
  const rates = measureHitRates(forecasts)
  const isWithin = (rate: number | null, [low, high]: readonly [number, number]): boolean =>
    rate !== null && rate >= low && rate <= high
  const beatsNaive = rates.meanLoss !== null && rates.meanNaiveLoss !== null && rates.meanLoss < rates.meanNaiveLoss
  const holds = isWithin(rates.p50, GOALS.p50) && isWithin(rates.p80, GOALS.p80) && beatsNaive
  return { history, rates, holds, forecasts }
}

function describe({ history, rates, holds, forecasts }: Measured): string {
  const percent = (share: number | null): string => (share === null ? 'n/a' : `${Math.round(share * 100)} %`)
  const days = (value: number | null): string => (value === null ? 'n/a' : value.toFixed(1))
  const reasons = new Map<string, number>()
  for (const each of forecasts) {
    if (each.status === 'cannot_forecast') reasons.set(each.reason, (reasons.get(each.reason) ?? 0) + 1)
  }
  return [
    `${history}: ${rates.forecasts} forecasts, half way to the last finished item`,
    `  done by P50   ${percent(rates.p50)}   goal 40 to 60 %`,
    `  done by P80   ${percent(rates.p80)}   goal 72 to 88 %`,
    `  pinball loss  ${days(rates.meanLoss)} working days; ${days(rates.meanNaiveLoss)} of remaining work by mean pace`,
    `  no forecast   ${rates.withoutForecast}`,
    ...[...reasons].map(([reason, count]) => `    ${count} × ${reason}`),
    holds ? '  The goals hold.' : '  The goals do NOT hold.',
    '',
  ].join('\n')
}
