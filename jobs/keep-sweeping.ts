import type { BackendLog } from './backend/queue-backend.ts'
import type { Queue } from './queue.ts'
import { SWEEP_EVERY_MS, sweep } from './sweep.ts'

/** A beat this late is not late but lost. */
const LOST_AFTER_MS = 2 * SWEEP_EVERY_MS

/**
 * Keeps the sweeper's own schedule in the queue. All other work stands in Postgres and is rung for by the sweeper; this one
 * timer lives in the process, so that even a queue that lost everything is full again after seconds. Ends with the returned
 * function.
 */
export async function keepSweeping(queue: Queue, log: BackendLog): Promise<() => void> {
  const name = sweep.name
  const schedule = (): Promise<void> => queue.upsertScheduler(name, SWEEP_EVERY_MS, name, {})
  await schedule()
  const timer = setInterval(() => {
    const look = async (): Promise<void> => {
      const kept = (await queue.listSchedulers()).find(({ id }) => id === name)
      const nextAt = kept?.nextAt ?? null
      if (nextAt === null || nextAt.getTime() < Date.now() - LOST_AFTER_MS) await schedule()
    }
    look().catch((error: unknown) =>
      log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        'the sweeper could not be scheduled; tried again soon',
      ),
    )
  }, SWEEP_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
