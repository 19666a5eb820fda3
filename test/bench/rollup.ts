import { randomBytes, randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { sealer } from '../../src/store/access/sealed.ts'
import { openBenchDatabases } from './bench-database.ts'
import { buildMeasured } from './build-measured.ts'
import { startChild } from './child.ts'
import { readNumber, runBench } from './command.ts'
import { printGoals } from './print.ts'
import { fillPast, fillStore, type StoreSize } from './rollup/fill.ts'
import { type Answered, judgeRollup, type Measured } from './rollup/goals.ts'
import { type Place, QUESTIONS } from './rollup/questions.ts'
import { percentile, readFor } from './rollup/readers.ts'
import type { Usage } from './usage.ts'

const USAGE = `npm run bench:rollup -- [options]

  --items N        work items in the store (default 1000000)
  --projects N     each is an initiative (default 200)
  --changes A,B    entries of their history; each is a store of its own (default 500000,5000000)
  --seconds N      how long each question is asked (default 15)
  --readers N      who ask at the same time (default 16)
  --database URL   a Postgres server on which databases may be made (default: the embedded one)
  --json           print one JSON document on standard output, logs on standard error
  --help           this text`

/** A person who reads thinks before the next question; machines that do not are measured apart. */
const THINK_MS = 200

async function measure(databaseUrl: string, size: StoreSize, seconds: number, readers: number): Promise<Measured> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const api = await startChild('./rollup/api.ts', { isMeasured: true })
  const writer = await startChild('./rollup/writer.ts', { isMeasured: true })
  try {
    const startedMs = performance.now()
    const masterKey = randomBytes(32).toString('hex')
    await fillStore(client, size, sealer(masterKey))
    const ids = async (kind: string): Promise<readonly string[]> =>
      (
        await client.query<{ id: string }>('select id from portfolio_node where kind = $1 order by id', [kind])
      ).rows.map(row => row.id)
    const [portfolioIds, initiativeIds] = [await ids('portfolio'), await ids('initiative')]
    await writer.ask('assess', { databaseUrl, initiativeIds })
    await fillPast(client, size)
    const fillSeconds = (performance.now() - startedMs) / 1000
    const token = randomBytes(24).toString('hex')
    const url = await api.ask<string>('start', {
      DATABASE_URL: databaseUrl,
      MASTER_KEY: masterKey,
      ADMIN_TOKEN: token,
    })
    const place = (): Place => {
      const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString()
      const ago = randomInt(20, Math.max(21, size.days))
      return {
        portfolioId: portfolioIds[randomInt(portfolioIds.length)] ?? '',
        initiativeId: initiativeIds[randomInt(initiativeIds.length)] ?? '',
        past: day(ago),
        laterPast: day(ago - 14),
      }
    }
    await writer.ask('took')
    const answers: Answered[] = []
    for (const { name, limitMs, path, direct } of QUESTIONS) {
      const ask = (thinkMs: number, forSeconds: number) =>
        readFor({ url, token, readers, seconds: forSeconds, thinkMs, path: () => path(place()) })
      // What is asked the first time is not in anybody's memory yet.
      await ask(0, 1)
      const thinking = await ask(THINK_MS, seconds)
      const before = await api.ask<Usage>('usage')
      const hasty = await ask(0, seconds / 3)
      const { cpuSeconds } = await api.ask<Usage>('usage')
      const apiCpuMs = ((cpuSeconds - before.cpuSeconds) * 1000) / hasty.count
      const directMs = direct === null ? null : await timeDirect(client, () => direct(place()))
      answers.push({ question: name, limitMs, thinking, hasty, apiCpuMs, directMs })
    }
    const took = (await writer.ask<number[]>('took')).toSorted((a, b) => a - b)
    const assessMs = { p50: percentile(took, 0.5), p99: percentile(took, 0.99), count: took.length }
    return { size, fillSeconds, answers, assessMs, apiPeakMb: (await api.ask<Usage>('usage')).peakMb }
  } finally {
    await writer.stop()
    await api.stop()
    await client.end()
  }
}

async function timeDirect(client: pg.Client, statement: () => string): Promise<number> {
  const tookMs: number[] = []
  for (let time = 0; time < 5; time += 1) {
    const startedMs = performance.now()
    await client.query(statement())
    tookMs.push(performance.now() - startedMs)
  }
  return percentile(
    tookMs.toSorted((a, b) => a - b),
    0.5,
  )
}

const round = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0))

function print({ size, fillSeconds, answers, assessMs, apiPeakMb }: Measured): string {
  const lines = answers.map(({ question, thinking, hasty, apiCpuMs, directMs }) =>
    [
      question.padEnd(36),
      `p50 ${round(thinking.p50)} ms, p99 ${round(thinking.p99)} ms`.padEnd(30),
      `without a pause ${round(hasty.perSecond)}/s, p99 ${round(hasty.p99)} ms, API CPU ${round(apiCpuMs)} ms`.padEnd(
        58,
      ),
      directMs === null ? '' : `straight of the tables ${round(directMs)} ms, ${round(directMs / thinking.p50)} x`,
    ].join('  '),
  )
  return [
    `${size.items} items, ${size.changes} changes, ${size.worklogs} worklogs, filled in ${round(fillSeconds)} s; API peak ${round(apiPeakMb)} MB`,
    ...lines,
    `${Math.floor(size.items / size.projects)} items assessed: p50 ${round(assessMs.p50)} ms, p99 ${round(assessMs.p99)} ms of ${assessMs.count}`,
    '',
  ].join('\n')
}

async function measureRollup(): Promise<void> {
  const { values } = parseArgs({
    options: {
      items: { type: 'string', default: '1000000' },
      projects: { type: 'string', default: '200' },
      changes: { type: 'string', default: '500000,5000000' },
      seconds: { type: 'string', default: '15' },
      readers: { type: 'string', default: '16' },
      database: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const say = (text: string): void => void (values.json ? process.stderr : process.stdout).write(`${text}\n`)
  await buildMeasured()
  const databases = await openBenchDatabases(values.database ?? null)
  try {
    const results: Measured[] = []
    const [items, projects] = [readNumber('items', values.items, 1), readNumber('projects', values.projects, 1)]
    const [seconds, readers] = [readNumber('seconds', values.seconds, 1), readNumber('readers', values.readers, 1)]
    for (const changes of values.changes.split(',').map(text => readNumber('changes', text, 1))) {
      const url = await databases.create()
      const size = { items, changes, worklogs: items * 2, projects, portfolios: Math.ceil(projects / 10), days: 365 }
      const measured = await measure(url, size, seconds, readers)
      results.push(measured)
      say(print(measured))
      await databases.drop(url)
    }
    const goals = judgeRollup(results)
    say(printGoals(goals))
    say(`${goals.filter(({ held }) => held).length} of ${goals.length} goals held`)
    if (values.json) process.stdout.write(`${JSON.stringify({ results, goals }, null, 2)}\n`)
  } finally {
    await databases.close()
  }
}

await runBench(measureRollup)
