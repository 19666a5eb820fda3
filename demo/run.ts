import type { Logger } from 'pino'
import type { Config } from '../src/config.ts'
import { isEqual } from './compare.ts'
import { moveMilestones } from './move-milestones.ts'
import type { DemoOptions } from './options.ts'
import { describeInitiative, initiativesOf } from './portfolio-view.ts'
import { readPlan } from './read-plan.ts'
import { type DemoResult, writeAlert, writeConnections, writeInitiatives, writePlan, writeTotals } from './report.ts'
import { startSteps } from './steps.ts'
import { setUpDemo } from './world.ts'

/** The whole story, from an empty folder to two alerts. Returns the exit status: 1 when the stored data is not the trackers'. */
export async function runDemo(options: DemoOptions, config: Config, log: Logger): Promise<number> {
  const startedAt = performance.now()
  const steps = startSteps(options.json ? 'silent' : process.stdout.isTTY ? 'live' : 'plain')
  const world = await setUpDemo(options, config, log, steps)
  try {
    const { demo, trackers, api, connected, connections, portfolios } = world
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
      steps.print(`API ${demo.url}/api/v1   docs ${demo.url}/docs   Ctrl-C ends.`)
      steps.print(`Open ${demo.url}/ and sign in with: ${demo.adminToken}`)
      await untilAsked()
    }
    return holds ? 0 : 1
  } finally {
    await world.close()
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

const untilAsked = (): Promise<void> =>
  new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
