import { type Day, workingDaysBetween } from '../calendar.ts'
import { doubtPace } from './doubt-pace.ts'
import type { Plan, PlanNode, PlanPart, Wait } from './plan.ts'
import { deriveSeed } from './random.ts'
import { simulateTrack } from './simulation.ts'
import { orderWaits } from './wait-order.ts'

/** When one milestone or item is finished, over all runs. */
export type Outcome =
  | {
      readonly status: 'open'
      /** Working days from today, by run. */
      readonly finishes: Uint16Array
      /** In how many of the runs each provider, and not its own work, decided the day. */
      readonly decidedBy: ReadonlyMap<string, number>
      /** Providers without a forecast; what they need is not in it. */
      readonly unknownProviders: readonly string[]
    }
  | { readonly status: 'done'; readonly day: Day }
  | { readonly status: 'cannot'; readonly reason: string }

export interface Played {
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly nodes: ReadonlyMap<string, PlanNode>
  readonly cycles: readonly (readonly string[])[]
}

/** Three years: later than that, the answer is "not in sight". */
export const HORIZON_WORKING_DAYS = 3 * 260

/**
 * Plays the futures of several initiatives together: in each run, who waits is finished when its own work is and all it
 * waits for was. A team's futures come from its name, so they are the same whoever asks.
 */
export function playPlans(
  plans: readonly Plan[],
  wanted: readonly string[],
  options: { readonly today: Day; readonly seed: number; readonly runs: number },
): Played {
  const nodes = new Map<string, PlanNode>()
  const playedFrom = new Map<string, Plan>()
  for (const plan of plans) {
    for (const node of plan.nodes) {
      if (nodes.has(node.id)) continue
      nodes.set(node.id, node)
      playedFrom.set(node.id, plan)
    }
  }
  const allWaits = plans.flatMap(plan => plan.waits)
  const needed = findNeeded(wanted, allWaits)
  const { ordered, waits, cycles } = orderWaits([...needed], allWaits)
  const waitsOf = new Map<string, Wait[]>()
  for (const wait of waits) {
    const known = waitsOf.get(wait.consumerId)
    if (known === undefined) waitsOf.set(wait.consumerId, [wait])
    else known.push(wait)
  }
  const playedItems = new Map<string, Outcome>()
  const playOnce = (node: PlanNode, { initiative }: Plan, passedDays: number): Outcome => {
    const words = wordsOf(node, initiative)
    if (node.type === 'milestone') return playNode(node, words, { ...options, passedDays })
    const key = `${words}/${passedDays}/${describeParts(node)}`
    const known = playedItems.get(key) ?? playNode(node, words, { ...options, passedDays })
    playedItems.set(key, known)
    return known
  }
  const outcomes = new Map<string, Outcome>()
  for (const id of ordered) {
    const node = nodes.get(id)
    const plan = playedFrom.get(id)
    if (node === undefined || plan === undefined) continue
    const passedDays = Math.max(0, workingDaysBetween(plan.day, options.today))
    const own = playOnce(node, plan, passedDays)
    outcomes.set(id, own.status === 'open' ? waitForProviders(own, waitsOf.get(id) ?? [], outcomes) : own)
  }
  return { outcomes, nodes, cycles }
}

function findNeeded(wanted: readonly string[], waits: readonly Wait[]): ReadonlySet<string> {
  const providers = new Map<string, string[]>()
  for (const { consumerId, providerId } of waits) {
    const known = providers.get(consumerId)
    if (known === undefined) providers.set(consumerId, [providerId])
    else known.push(providerId)
  }
  const needed = new Set(wanted)
  // The set grows while it is walked.
  for (const id of needed) for (const provider of providers.get(id) ?? []) needed.add(provider)
  return needed
}

type OpenOutcome = Extract<Outcome, { status: 'open' }>

interface PlayOptions {
  readonly seed: number
  readonly runs: number
  /** Working days since the plan was made. */
  readonly passedDays: number
}

/** Items of one pile take so many different places in it; more would cost time and change no percentile. */
const PLACES = 4

/** What the futures of a node are drawn from, besides its team. */
function wordsOf({ type, pile, name }: PlanNode, initiative: string): string {
  return type === 'milestone' ? `${initiative}/${pile}` : `${initiative}/${pile}/item-${deriveSeed(0, name) % PLACES}`
}

function describeParts({ planned }: PlanNode): string {
  if (planned.status !== 'open') return JSON.stringify(planned)
  return planned.parts.map(({ team, track }) => `${team}/${track.open}/${track.spread}/${track.pace.doneByDay}`).join()
}

function playNode({ planned }: PlanNode, words: string, options: PlayOptions): Outcome {
  if (planned.status !== 'open') return planned
  const finishes = new Uint16Array(options.runs)
  for (const part of planned.parts) {
    const partFinishes = playPart(part, words, options)
    for (let run = 0; run < finishes.length; run += 1) {
      finishes[run] = Math.max(finishes[run] ?? 0, partFinishes[run] ?? 0)
    }
  }
  return { status: 'open', finishes, decidedBy: new Map(), unknownProviders: [] }
}

function playPart(
  { team: name, track }: PlanPart,
  words: string,
  { seed, runs, passedDays }: PlayOptions,
): Uint16Array {
  const team = { teamSeed: deriveSeed(seed, name), horizonDays: HORIZON_WORKING_DAYS }
  const ownSeed = deriveSeed(seed, `${name}/${words}`)
  const finishes = doubtPace(simulateTrack(track, { ...team, runs, ownSeed }), track.pace.doneByDay, team)
  if (passedDays === 0) return finishes
  // Not in sight stays not in sight; what is not done yet takes at least until the next working day.
  return finishes.map(finish => (finish === HORIZON_WORKING_DAYS ? finish : Math.max(1, finish - passedDays)))
}

function waitForProviders(
  own: OpenOutcome,
  waits: readonly Wait[],
  outcomes: ReadonlyMap<string, Outcome>,
): OpenOutcome {
  const open: { readonly id: string; readonly finishes: Uint16Array; readonly lagDays: number }[] = []
  const unknownProviders = new Set<string>()
  for (const { providerId, lagDays } of waits) {
    const provider = outcomes.get(providerId)
    if (provider === undefined || provider.status === 'cannot') unknownProviders.add(providerId)
    else if (provider.status === 'open') open.push({ id: providerId, finishes: provider.finishes, lagDays })
  }
  if (open.length === 0) return { ...own, unknownProviders: [...unknownProviders] }
  const finishes = own.finishes.slice()
  const decidedBy = new Map<string, number>()
  for (let run = 0; run < finishes.length; run += 1) {
    let finish = finishes[run] ?? 0
    let decider: string | null = null
    for (const provider of open) {
      const day = Math.min(HORIZON_WORKING_DAYS, (provider.finishes[run] ?? 0) + provider.lagDays)
      if (day <= finish) continue
      finish = day
      decider = provider.id
    }
    finishes[run] = finish
    if (decider !== null) decidedBy.set(decider, (decidedBy.get(decider) ?? 0) + 1)
  }
  return { status: 'open', finishes, decidedBy, unknownProviders: [...unknownProviders] }
}
