import { setTimeout as pause } from 'node:timers/promises'
import { type Random, seededRandom } from '../../../demo/random.ts'
import type { ModelledTracker } from '../modelled-tracker.ts'
import { forge } from './forge.ts'
import type { Connected } from './installation.ts'
import type { Letter, PostOffice } from './post-office.ts'

/** What no webhook tells of, or where what it names does not say it: only a reading finds these. */
const UNTOLD: Readonly<Record<ModelledTracker['kind'], RegExp>> = {
  jira: /^(hide|show|rename a status|rename an issue type)/,
  // A link changes no revision of its ends; the feed of links alone tells that one is gone.
  'azure-devops': /^(hide|show|rename|create an iteration|delete an iteration|change the days|destroy)|link|parent/,
}
/** Each is told of a hundred times. */
const BULK = /many/
/** What moves milestones comes more often than by chance. */
const MOVES = [
  'move a version',
  'move a date twice at once',
  'take a date away',
  'release a version',
  'unrelease a version',
]

/** People edit both trackers until these have told of it so often; what they said. */
export async function editUntil(
  connected: readonly Connected[],
  clock: { ms: number },
  random: Random,
  { post, letters }: { readonly post: PostOffice; readonly letters: number },
): Promise<readonly Letter[]> {
  const told: Letter[] = []
  while (told.length < letters) {
    for (const { tracker } of connected) {
      for (let edits = 0; edits < 10; edits += 1) editOnce(tracker, clock, random)
      tracker.takeDeliveries()
      await tracker.settleWebhooks()
    }
    told.push(...post.collect())
  }
  return told
}

function editOnce(tracker: ModelledTracker, clock: { ms: number }, random: Random): void {
  const names = Object.keys(tracker.edits).filter(name => !UNTOLD[tracker.kind].test(name))
  const moves = names.filter(name => MOVES.includes(name))
  const name = random.pick(random.chance(0.2) ? moves : names)
  if (BULK.test(name) && !random.chance(0.1)) return
  // Nothing else tells two changes of one moment apart.
  clock.ms = Math.max(Date.now(), clock.ms + 1)
  tracker.edits[name]?.(random)
  tracker.observe()
}

/** 20 of 100 once more, 5 of 100 forged. */
const DUPLICATES = 0.2
const FORGED = 0.05

export interface Posted {
  readonly letter: Letter
  readonly isForged: boolean
}

/** How many true letters a storm of this size holds. */
export const countTrue = (deliveries: number): number => Math.round(deliveries * (1 - DUPLICATES - FORGED))

/** In no order, with duplicates and forgeries of them. */
export function mix(letters: readonly Letter[], connected: readonly Connected[], random: Random): readonly Posted[] {
  const share = 1 - DUPLICATES - FORGED
  const pickSome = (part: number): readonly Letter[] =>
    Array.from({ length: Math.round((letters.length * part) / share) }, () => random.pick(letters))
  const forged = pickSome(FORGED).flatMap(letter => {
    const meant = connected.find(({ receiver }) => receiver.path === letter.path.split('?')[0])
    return meant === undefined ? [] : [forge(letter, random, meant.deafReceiver)]
  })
  const posted = [
    ...[...letters, ...pickSome(DUPLICATES)].map(letter => ({ letter, isForged: false })),
    ...forged.map(letter => ({ letter, isForged: true })),
  ]
  const order = new Map(posted.map(each => [each, random.next()]))
  return posted.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
}

const AT_ONCE = 12

export interface Answers {
  /** True letters by what they were answered; duplicates count. */
  readonly true: ReadonlyMap<number, number>
  readonly forged: ReadonlyMap<number, number>
}

/** Delivers all, some at a time; `onDelivered` is called after each. */
export async function deliverAll(
  posted: readonly Posted[],
  url: string,
  post: PostOffice,
  onDelivered: (count: number) => void,
): Promise<Answers> {
  const answers = { true: new Map<number, number>(), forged: new Map<number, number>() }
  const waiting = posted.values()
  let delivered = 0
  const carry = async (): Promise<void> => {
    for (const { letter, isForged } of waiting) {
      const status = await post.deliver(letter, url)
      const of = isForged ? answers.forged : answers.true
      of.set(status, (of.get(status) ?? 0) + 1)
      delivered += 1
      onDelivered(delivered)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, carry))
  return answers
}

export type Victim = 'worker' | 'server' | 'postgres'
/** Of each ten kills. */
const VICTIMS: readonly Victim[] = [
  ...Array.from({ length: 5 }, () => 'worker' as const),
  'postgres',
  'postgres',
  'postgres',
  'server',
  'server',
]

/** One by one, when so much was delivered; what is killed comes back after a moment. */
export function planKills(kills: number, deliveries: number, seed: number): readonly { at: number; victim: Victim }[] {
  const random = seededRandom(seed)
  const step = deliveries / (kills + 1)
  return Array.from({ length: kills }, (_, index) => ({
    at: Math.round(step * (index + 0.5 + random.next())),
    // Each kind at least once where there are three.
    victim: index === 0 ? 'postgres' : index === 1 ? 'worker' : random.pick(VICTIMS),
  }))
}

const AWAY_MS = { least: 200, most: 1_500 }

export const stayAway = (random: Random): Promise<void> => pause(random.between(AWAY_MS.least, AWAY_MS.most))
