import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { listCommands, type ModelCommand } from './model-commands.ts'
import { openWorld } from './model-world.ts'
import { BEGINNING, type Clock, type ModelledTracker } from './modelled-tracker.ts'
import { settle } from './settle.ts'

const MOST_COMMANDS = 40
/** For so long a failure is made smaller. */
const SHRINK_MS = Number(process.env.MODEL_SHRINK_MS ?? 45_000)

interface Modelled {
  /** What each run begins with; called once. */
  readonly prepare: () => (clock: Clock) => Promise<ModelledTracker>
  readonly runs: number
  /** The same histories each time; others each time without it. */
  readonly seed?: number
}

/** How one failing run is run again: MODEL_SEED, MODEL_PATH and MODEL_REPLAY as they were printed. */
const { MODEL_SEED, MODEL_PATH, MODEL_REPLAY, MODEL_RUNS } = process.env
const LONGEST_RUN_MS = 30_000
const TELL_EACH = 50

/**
 * Whatever people do to a tracker, however it fails meanwhile, and in whatever order we hear of it: after one undisturbed
 * sync the store says what the tracker itself knows, of now and of every instant before.
 */
export function testModel({ prepare, seed, runs: usualRuns }: Modelled): void {
  const runs = Number(MODEL_RUNS ?? usualRuns)
  const timeoutMs = runs * LONGEST_RUN_MS + SHRINK_MS + 30_000
  let database: TestDatabase
  let start: (clock: Clock) => Promise<ModelledTracker>
  beforeAll(async () => {
    database = await createTestDatabase()
    start = prepare()
  })
  afterAll(() => database.drop())

  test(
    `${runs} random histories of edits, faults and passes end in what the tracker knows`,
    async () => {
      const first = await start({ ms: BEGINNING.getTime() })
      await first.close()
      const commands = fc.commands(listCommands(first), {
        maxCommands: MOST_COMMANDS,
        size: 'max',
        ...(MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY }),
      })
      let shrunkUntil = Infinity
      let held = 0
      const property = fc.asyncProperty(commands, async given => {
        if (Date.now() > shrunkUntil) return
        // Behind the path to a history that was made smaller, fast-check tries all others next to it.
        if (MODEL_PATH?.includes(':') && held === runs) return
        await runModel(given).catch((error: unknown) => {
          // Told at once: whoever stops the tests while it is made smaller knows at least this.
          if (shrunkUntil === Infinity) console.error(`After ${held} that held, one history failed: ${given}\n${error}`)
          shrunkUntil = Math.min(shrunkUntil, Date.now() + SHRINK_MS)
          throw error
        })
        held += 1
        if (held % TELL_EACH === 0) console.error(`${held} of ${runs} histories held.`)
      })
      const details = await fc.check(property, {
        numRuns: runs,
        interruptAfterTimeLimit: runs * LONGEST_RUN_MS,
        markInterruptAsFailure: true,
        seed: MODEL_SEED === undefined ? (seed ?? Date.now()) : Number(MODEL_SEED),
        ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
      })
      if (!details.failed) return
      throw new Error(
        details.counterexample === null
          ? `Only ${details.numRuns} of ${runs} runs in time.`
          : `Run it again with ${describeReplay(details, details.counterexample.map(String).join())}\n` +
              `${details.errorInstance instanceof Error ? details.errorInstance.stack : String(details.errorInstance)}`,
      )
    },
    timeoutMs,
  )

  /** Which of the commands were run is part of the way to it: fast-check writes that behind them. */
  function describeReplay(
    details: Pick<fc.RunDetails<unknown>, 'seed' | 'counterexamplePath'>,
    commands: string,
  ): string {
    const { seed: used, counterexamplePath } = details
    const replay = /replayPath=(".*")/.exec(commands)?.[1]
    return `MODEL_SEED=${used} MODEL_PATH=${counterexamplePath} MODEL_REPLAY='${JSON.parse(replay ?? '""')}'\n${commands}`
  }

  async function runModel(commands: Iterable<ModelCommand>): Promise<void> {
    const clock = { ms: BEGINNING.getTime() }
    const tracker = await start(clock)
    try {
      const world = await openWorld(database.db, clock, tracker)
      await fc.asyncModelRun(() => ({ model: {}, real: world }), commands)
      await settle(world)
    } finally {
      await tracker.close()
    }
  }
}
