import fc from 'fast-check'
import { seededRandom } from '../../demo/random.ts'
import type { SyncMode } from '../../src/store/sync/sync-runs.ts'
import { hurry } from './hurry.ts'
import { attempt, awaitBeside, deliverSome, edit, expectNoFalseDeletion, runBeside, type World } from './model-world.ts'
import type { ModelledTracker } from './modelled-tracker.ts'

export type ModelCommand = fc.AsyncCommand<object, World, true>

/** fast-check knows a command by its text; what is true is known to the stand-in, so that its own model stays empty. */
const command = (name: string, run: (world: World) => unknown): ModelCommand => ({
  check: async () => true,
  run: async (_, world) => {
    await run(world)
  },
  toString: () => name,
})

const SECOND_MS = 1_000
const HOUR_MS = 3_600 * SECOND_MS
/** Nothing, so that instants are equal, up to more than a day, so that a look-back is over. */
const STEPS_MS = [0, 1, SECOND_MS, 61 * SECOND_MS, 6 * 60 * SECOND_MS, HOUR_MS, 7 * HOUR_MS, 13 * HOUR_MS, 25 * HOUR_MS]

/** By how much a clock of ours is ahead of the tracker's: nobody who would notice sets it right within minutes. */
const AHEAD_MS = [0, SECOND_MS, -SECOND_MS, 90 * SECOND_MS, -90 * SECOND_MS, 10 * 60 * SECOND_MS, -10 * 60 * SECOND_MS]

/** What happens while a pass is under way, at the nth request. */
interface Meanwhile {
  readonly at: number
  readonly what: 'edit' | 'deliver' | 'stop' | 'another pass' | 'time'
  readonly name: string
  readonly seed: number
}

interface Breakage {
  readonly fault: number
  readonly nth: number
  readonly times: number
}

const FASTER = 300

export function listCommands({
  edits,
  faults,
}: Pick<ModelledTracker, 'edits' | 'faults'>): fc.Arbitrary<ModelCommand>[] {
  const seed = fc.integer({ min: 1, max: 1_000_000 })
  const name = fc.constantFrom(...Object.keys(edits))
  const ahead = fc.constantFrom(...AHEAD_MS)
  const mode = fc.constantFrom<SyncMode>('incremental', 'incremental', 'incremental', 'census', 'full')
  const meanwhile: fc.Arbitrary<Meanwhile> = fc.record({
    at: fc.integer({ min: 1, max: 30 }),
    what: fc.constantFrom<Meanwhile['what']>('edit', 'edit', 'edit', 'edit', 'deliver', 'time', 'stop', 'another pass'),
    name,
    seed,
  })
  const breakage: fc.Arbitrary<Breakage> = fc.record({
    fault: fc.integer({ min: 0, max: faults.length - 1 }),
    nth: fc.integer({ min: 1, max: 25 }),
    times: fc.constantFrom(1, 1, 2, 1_000),
  })
  const one = fc
    .tuple(name, seed)
    .map(([which, chance]) => command(`edit("${which}", ${chance})`, world => edit(world, which, chance)))
  return [
    one,
    one,
    one,
    fc.constantFrom(...STEPS_MS).map(ms =>
      command(`wait(${ms})`, ({ clock }) => {
        clock.ms += ms
      }),
    ),
    seed.map(chance => command(`deliver(${chance})`, world => deliver(world, chance))),
    fc.constantFrom(0, 1, 2, 3).map(chance => command(`lag(${chance})`, ({ tracker }) => tracker.lag(chance))),
    fc.tuple(ahead, ahead).map(([first, second]) =>
      command(`clocks(${first}, ${second})`, ({ aheadMs }) => {
        Object.assign(aheadMs, { first, second })
      }),
    ),
    fc
      .tuple(mode, fc.array(meanwhile, { maxLength: 4 }), fc.array(breakage, { maxLength: 2 }))
      .map(([which, during, broken]) =>
        command(describe(which, during, broken, faults), world => readOnce(world, which, during, broken)),
      ),
  ]
}

const describe = (
  mode: SyncMode,
  during: readonly Meanwhile[],
  broken: readonly Breakage[],
  faults: ModelledTracker['faults'],
): string => {
  const events = during.map(({ at, what, name, seed }) => `${at}: ${what === 'edit' ? `edit "${name}" ${seed}` : what}`)
  const breaks = broken.map(({ fault, nth, times }) => `${faults[fault]?.name} at ${nth} x ${times}`)
  return `${mode}(${[...events, ...breaks].join('; ')})`
}

async function deliver(world: World, seed: number): Promise<void> {
  await deliverSome(world, seededRandom(seed))
  await expectNoFalseDeletion(world)
}

async function readOnce(
  world: World,
  mode: SyncMode,
  during: readonly Meanwhile[],
  broken: readonly Breakage[],
): Promise<void> {
  const { tracker, clock } = world
  const stop = new AbortController()
  let requests = 0
  tracker.listen(() => {
    requests += 1
    clock.ms += 7
    for (const { what, name, seed } of during.filter(({ at }) => at === requests)) {
      switch (what) {
        case 'edit':
          edit(world, name, seed)
          break
        case 'time':
          clock.ms += (seed % 20) * 60 * SECOND_MS
          break
        case 'stop':
          stop.abort('shutdown')
          break
        case 'deliver':
          runBeside(world, deliverSome(world, seededRandom(seed)))
          break
        case 'another pass':
          runBeside(world, attempt(world, seed % 2 === 0 ? 'incremental' : 'census', world.second))
          break
      }
    }
  })
  for (const { fault, nth, times } of broken) {
    const chosen = tracker.faults[fault]
    if (chosen !== undefined) tracker.breakAnswers(chosen, nth, times)
  }
  const calmDown = broken.length === 0 ? () => {} : hurry(FASTER)
  try {
    await attempt(world, mode, { ...world.context, signal: stop.signal })
    await awaitBeside(world)
  } finally {
    calmDown()
    tracker.repair()
  }
  await expectNoFalseDeletion(world)
}
