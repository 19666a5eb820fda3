import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Config } from '../src/config.ts'
import { openDatabase } from '../src/store/database.ts'
import { listDue } from '../src/store/portfolio/assessment-due.ts'
import { listStoredIds } from '../src/store/sync/stored-ids.ts'
import { type ApiClient, openApi } from './api-client.ts'
import { applyPortfolio, DEMO_PORTFOLIO, writeArchivePortfolio } from './apply-portfolio.ts'
import { compareWithSource } from './compare.ts'
import { type Connected, connectTrackers, proveConnection, registerWebhooks } from './connect.ts'
import type { DemoOptions } from './options.ts'
import { readPortfolios } from './portfolio-view.ts'
import type { ConnectionResult } from './report.ts'
import { type DemoService, startDemoService } from './service.ts'
import type { Steps } from './steps.ts'
import { secondsOf, synchronise } from './synchronise.ts'
import { startTrackers, type Trackers } from './trackers.ts'

const ASSESSED_DEADLINE_MS = 60_000

/** The real service over two stand-in trackers, read, with its portfolio set up and assessed. */
export interface DemoWorld {
  readonly demo: DemoService
  readonly trackers: Trackers
  readonly api: ApiClient
  readonly connected: readonly Connected[]
  readonly connections: readonly ConnectionResult[]
  readonly portfolios: Awaited<ReturnType<typeof readPortfolios>>
  readonly close: () => Promise<void>
}

/** Throws when a step fails; what was opened before it is closed again. */
export async function setUpDemo(options: DemoOptions, config: Config, log: Logger, steps: Steps): Promise<DemoWorld> {
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const demo = await steps.run('Start Postgres, the API and the workers', () =>
      startDemoService(config, log, options.keep),
    )
    closing.push(demo.close)
    const trackers = await steps.run('Start a stand-in Jira site and Azure DevOps organisation', () =>
      startTrackers(options, demo.files, demo.before !== null),
    )
    closing.push(trackers.close)
    const api = openApi(demo.url, demo.adminToken)
    const connected = await steps.run('Connect both trackers and prove the credentials', () =>
      connect(api, demo, trackers),
    )
    const connections = await synchroniseAll(steps, api, demo, trackers, connected)
    const portfolios = await steps.run('Apply the portfolio file and assess it', () =>
      setUpPortfolio(options, api, demo, trackers),
    )
    return { demo, trackers, api, connected, connections, portfolios, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function connect(api: ApiClient, demo: DemoService, trackers: Trackers): Promise<readonly Connected[]> {
  const connected = await connectTrackers(api, trackers, demo.before ?? { jira: null, azureDevOps: null })
  for (const each of connected) await proveConnection(api, each)
  await registerWebhooks(api, connected)
  const find = (kind: string) => connected.find(each => each.kind === kind)?.kept ?? null
  demo.files.save({ adminToken: demo.adminToken, jira: find('jira'), azureDevOps: find('azure-devops') })
  return connected
}

async function synchroniseAll(
  steps: Steps,
  api: ApiClient,
  { service }: DemoService,
  trackers: Trackers,
  connected: readonly Connected[],
): Promise<readonly ConnectionResult[]> {
  const runs = await steps.runAll(
    connected.map(({ name, kept }) => ({
      title: `Sync ${name}`,
      work: (show: (text: string) => void) =>
        synchronise(api, kept.id, ({ done, expected, secondsLeft, requests }) =>
          show(
            `${bar(done, expected)} ${done} records, ${requests} requests${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`,
          ),
        ),
    })),
  )
  const { db, close } = openDatabase(service.databaseUrl, { applicationName: 'milepost demo', connections: 2 })
  try {
    const results: ConnectionResult[] = []
    for (const [index, { kind, kept }] of connected.entries()) {
      const run = runs[index]
      if (run === undefined) throw new Error(`the sync of ${kind} gave no result`)
      const source = kind === 'jira' ? trackers.oracle.jira() : trackers.oracle.azureDevOps()
      results.push({
        kind,
        requests: run.requests,
        seconds: secondsOf(run),
        entities: compareWithSource(source, await listStoredIds(db, kept.id)),
      })
    }
    return results
  } finally {
    await close()
  }
}

async function setUpPortfolio(
  options: DemoOptions,
  api: ApiClient,
  { service, url, adminToken, files }: DemoService,
  trackers: Trackers,
) {
  const file =
    options.jiraArchive === null ? DEMO_PORTFOLIO : writeArchivePortfolio(trackers.jira.site, dirname(files.jiraSite))
  await applyPortfolio(file, url, adminToken, trackers)
  const { db, close } = openDatabase(service.databaseUrl, { applicationName: 'milepost demo', connections: 1 })
  try {
    const deadline = performance.now() + ASSESSED_DEADLINE_MS
    while ((await listDue(db)).length > 0) {
      if (performance.now() > deadline) throw new Error('The initiatives were not assessed in time.')
      await pause(100)
    }
  } finally {
    await close()
  }
  return await readPortfolios(api)
}

const BAR_LENGTH = 24

function bar(done: number, expected: number | null): string {
  if (expected === null || expected === 0) return ''
  const filled = Math.round(Math.min(done / expected, 1) * BAR_LENGTH)
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_LENGTH - filled)}]`
}
