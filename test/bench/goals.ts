import type { MeasuredPhase, Round } from './measure-sync.ts'
import { ratioOf } from './median.ts'
import { sumOf } from './request-class.ts'
import type { TrackerKind } from './synthetic-tracker.ts'

export interface Goal {
  readonly goal: string
  readonly limit: number
  readonly measured: number
  readonly held: boolean
}

const PROJECTS = 20
const REQUESTS_PER_1000: Readonly<Record<TrackerKind, number>> = { jira: 22, 'azure-devops': 14 }
const INCREMENTAL_REQUESTS: Readonly<Record<TrackerKind, number>> = { jira: 15, 'azure-devops': 6 }
const STRUCTURE_PER_PROJECT = 3
const PEAK_MB = 350
/** Where answers take no time, what the worker computes counts; else how well it waits. */
const RATIO_WITHOUT_LATENCY = 2
const RATIO_WITH_LATENCY = 1.5

/** What the figures are held against. A request that serves both kinds of streams counts for both. */
export function judge(rounds: readonly Round[]): readonly Goal[] {
  return rounds.flatMap(round => {
    const where = `${round.kind}, ${round.latencyMs} ms`
    const goal = (text: string, measured: number, limit: number): Goal => ({
      goal: `${where}: ${text}`,
      limit,
      measured: Math.round(measured * 100) / 100,
      held: measured <= limit,
    })
    const [first, incremental] = round.phases
    if (first === undefined) return []
    const ratio = round.latencyMs === 0 ? RATIO_WITHOUT_LATENCY : RATIO_WITH_LATENCY
    const all = sumOf(first.requests, 'work items', 'site', 'structure')
    return [
      goal('first sync, times the floor', ratioOf(round), ratio),
      goal('first sync, requests per 1,000 items', (all / first.items) * 1_000, REQUESTS_PER_1000[round.kind]),
      goal('peak memory, MB', Math.max(...round.phases.map(({ peakMb }) => peakMb)), PEAK_MB),
      goal('requests for a whole structure, per project', structureOf(first) / PROJECTS, STRUCTURE_PER_PROJECT),
      ...(incremental === undefined
        ? []
        : [
            goal(
              'incremental, requests of the work-item streams',
              sumOf(incremental.requests, 'work items', 'site'),
              INCREMENTAL_REQUESTS[round.kind],
            ),
            goal(
              'incremental, requests for the structure, per project',
              structureOf(incremental) / PROJECTS,
              STRUCTURE_PER_PROJECT,
            ),
          ]),
    ]
  })
}

const structureOf = ({ requests }: MeasuredPhase): number => sumOf(requests, 'site', 'structure')
