import { randomBytes } from 'node:crypto'
import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { findChromium, openBrowser } from '../../demo/browser.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import { openBenchDatabases } from './bench-database.ts'
import { buildMeasured } from './build-measured.ts'
import { startChild } from './child.ts'
import { readNumber, runBench } from './command.ts'
import { printGoals } from './print.ts'
import { assessPortfolio } from './web/assess.ts'
import { fillPortfolio, type PortfolioSize } from './web/fill.ts'
import { type Figures, judgeWeb, sumUp } from './web/goals.ts'
import { FLOORS, type MeasuredPages, measurePages, PAGES, type Place } from './web/measure.ts'

const USAGE = `npm run bench:web -- [options]

  --initiatives N  initiatives of the portfolio, over both trackers (default 200)
  --items N        items of its largest initiative (default 5000)
  --each N         items of each other initiative (default 200)
  --rounds N       how often each page is looked at; times are medians (default 5)
  --database URL   a Postgres server on which databases may be made (default: the embedded one)
  --json           print one JSON document on standard output, logs on standard error
  --help           this text

A Chromium has to be installed. Each page is opened with an empty cache, by somebody who has signed in.`

/** The service as it is deployed, with the dashboard as it was built. */
async function measure(
  databaseUrl: string,
  size: PortfolioSize,
  rounds: number,
  say: (text: string) => void,
): Promise<MeasuredPages> {
  const executable = findChromium()
  if (executable === null) throw new Error('there is no Chromium here; install one (Debian: apt-get install chromium)')
  const closing: (() => Promise<unknown>)[] = []
  try {
    const client = new pg.Client(databaseUrl)
    await client.connect()
    closing.push(() => client.end())
    const startedMs = performance.now()
    const masterKey = randomBytes(32).toString('hex')
    await fillPortfolio(client, size, sealer(masterKey))
    await assessPortfolio(databaseUrl, client)
    say(`filled and assessed in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`)
    const { rows } = await client.query<Place>(
      `select id as "portfolioId", md5('initiative 0')::uuid as "initiativeId", (select count(*)::int from milestone) as milestones
       from portfolio_node where kind = 'portfolio'`,
    )
    const place = rows[0]
    if (place === undefined) throw new Error('there is no portfolio')
    const api = await startChild('./rollup/api.ts', { isMeasured: true })
    closing.push(() => api.stop())
    const token = randomBytes(24).toString('hex')
    const url = await api.ask<string>('start', {
      DATABASE_URL: databaseUrl,
      MASTER_KEY: masterKey,
      ADMIN_TOKEN: token,
    })
    const browser = await openBrowser(executable)
    closing.push(() => browser.close())
    return await measurePages({ browser, url, token, size, rounds, ...place }, say)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

const NAMES = {
  bare: 'floor: bare page, same bytes',
  portfolio: 'portfolio, as seen first',
  whole: 'portfolio, to its last row',
  roadmap: 'roadmap, milestones open',
  plain: 'floor: plain table',
  items: 'items of an initiative',
} as const satisfies Record<keyof MeasuredPages, string>

function print(name: keyof MeasuredPages, figures: Figures, floor: Figures): string {
  const { drawnMs, interactiveMs, shift, shifted, frames, longFrames, longestFrameMs, mostRows } = figures
  const ratio =
    name === 'bare' || name === 'plain' ? '' : `, ${(interactiveMs / floor.interactiveMs).toFixed(1)} x floor`
  const scrolled =
    frames === 0
      ? ''
      : `; scrolled in ${frames} frames, ${longFrames} over 50 ms, longest ${longestFrameMs.toFixed(0)} ms, at most ${mostRows} rows`
  const moved = shifted.map(what => `\n    moved: ${what}`).join('')
  return `${NAMES[name].padEnd(30)} drawn ${drawnMs.toFixed(0)} ms, answers ${interactiveMs.toFixed(0)} ms${ratio}; shift ${shift.toFixed(4)}${scrolled}${moved}`
}

async function measureWeb(): Promise<void> {
  const { values } = parseArgs({
    options: {
      initiatives: { type: 'string', default: '200' },
      items: { type: 'string', default: '5000' },
      each: { type: 'string', default: '200' },
      rounds: { type: 'string', default: '5' },
      database: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const say = (text: string): void => void (values.json ? process.stderr : process.stdout).write(`${text}\n`)
  const size = {
    initiatives: readNumber('initiatives', values.initiatives, 1),
    itemsEach: readNumber('each', values.each, 1),
    mostItems: readNumber('items', values.items, 1),
  }
  if (size.mostItems % size.itemsEach > 0) throw new Error('--items is a multiple of --each.')
  await buildMeasured()
  // The compiled service looks for the dashboard beside itself.
  const built = (path: string): string => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url))
  cpSync(built('web'), built('bench/web'), { recursive: true })
  const databases = await openBenchDatabases(values.database ?? null)
  try {
    const measured = await measure(await databases.create(), size, readNumber('rounds', values.rounds, 1), say)
    const figures = (name: keyof MeasuredPages): Figures => sumUp(measured[name])
    for (const name of [...FLOORS, ...PAGES]) say(print(name, figures(name), figures('bare')))
    const goals = judgeWeb(measured)
    say(printGoals(goals))
    if (values.json) process.stdout.write(`${JSON.stringify({ size, measured, goals }, null, 2)}\n`)
    if (goals.some(({ held }) => !held)) process.exitCode = 1
  } finally {
    await databases.close()
  }
}

await runBench(measureWeb)
