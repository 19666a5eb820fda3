import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Config } from '../src/config.ts'
import { openDatabase } from '../src/store/database.ts'
import { listDueInitiatives } from '../src/store/portfolio/assessment-due.ts'
import { listStoredIds } from '../src/store/sync/stored-ids.ts'
import { type ApiClient, openApi } from './api-client.ts'
import { applyPortfolio, DEMO_PORTFOLIO, writeArchivePortfolio } from './apply-portfolio.ts'
import { compareWithSource, isEqual } from './compare.ts'
import { type Connected, connectTrackers, proveConnection, registerWebhooks } from './connect.ts'
import { moveMilestones } from './move-milestones.ts'
import type { DemoOptions } from './options.ts'
import { describeInitiative, initiativesOf, readPortfolios } from './portfolio-view.ts'
import { readPlan } from './read-plan.ts'
import {
  type ConnectionResult,
  type DemoResult,
  writeAlert,
  writeConnections,
  writeInitiatives,
  writePlan,
  writeTotals,
} from './report.ts'
import { type DemoService, startDemoService } from './service.ts'
import { type Steps, startSteps } from './steps.ts'
import { secondsOf, synchronise } from './synchronise.ts'
import { startTrackers, type Trackers } from './trackers.ts'

const ASSESSED_DEADLINE_MS = 60_000

/** The whole story, from an empty folder to two alerts. Returns the exit status: 1 when the stored data is not the trackers'. */
export async function runDemo(options: DemoOptions, config: Config, log: Logger): Promise<number> {
  const startedAt = performance.now()
  const steps = startSteps(options.json ? 'silent' : process.stdout.isTTY ? 'live' : 'plain')
  const closing: (() => Promise<void>)[] = []
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
    const initiatives = initiativesOf(portfolios).map(describeInitiative)
    steps.print(writeConnections(connections))
    steps.print(writeInitiatives(initiatives))
    steps.print(writeTotals(initiatives))
    const plan = await steps.run('Hold the work of an initiative against its approved plan', () => readPlan(api))
    if (plan !== null) steps.print(writePlan(plan))
    const alerts = await steps.run('Move a milestone in each tracker and wait for the alerts', () =>
      moveMilestones(api, trackers, connected),
    )
    for (const alert of alerts) steps.print(writeAlert(alert))
    trackers.save()

    const total = {
      requests: sum(connections.map(each => each.requests)),
      seconds: Math.max(...connections.map(each => each.seconds)),
    }
    const result: DemoResult = {
      connections,
      initiatives,
      plan,
      alerts,
      incremental: demo.before === null ? null : total,
      seconds: Math.round(performance.now() - startedAt) / 1000,
    }
    if (options.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
    const holds = connections.every(({ entities }) => isEqual(entities))
    steps.print(
      holds
        ? `Everything in the trackers is stored, nothing else. ${result.seconds.toFixed(1)} s in all.`
        : 'What is stored is NOT what the trackers have; see missing and extra.',
    )
    if (!options.once) {
      steps.print(`API ${demo.url}/api/v1   docs ${demo.url}/docs   token ${demo.adminToken}\nCtrl-C ends.`)
      await untilAsked()
    }
    return holds ? 0 : 1
  } finally {
    for (const close of closing.reverse()) await close()
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
    while ((await listDueInitiatives(db)).length > 0) {
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

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

const untilAsked = (): Promise<void> =>
  new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
