import type { Queue } from './queue.ts'
import type { Workers } from './workers.ts'

/** So often is looked within the time that is granted. */
const LOOKS = 12
const USUAL_PATIENCE_MS = 120_000

/**
 * Tells once when jobs of some name wait at every look for so long while this process, which runs none of them, begins none: its
 * worker has lost its way to the queue and does not know (https://github.com/taskforcesh/bullmq/issues/2964). A worker that
 * works at all takes a waiting job within milliseconds. While the queue cannot be asked, nothing is concluded.
 */
export function watchQueue(
  queue: Pick<Queue, 'counts'>,
  workers: Pick<Workers, 'activity'>,
  onStuck: (name: string) => void,
  patienceMs = USUAL_PATIENCE_MS,
): () => void {
  const idle = new Map<string, { readonly begun: number; readonly looks: number }>()
  let isLooking = false
  const look = async (): Promise<void> => {
    const counts = await queue.counts()
    for (const { name, begun, running } of workers.activity()) {
      const before = idle.get(name)
      const isIdle = (counts[name]?.waiting ?? 0) > 0 && running === 0 && begun === (before?.begun ?? begun)
      const looks = isIdle ? (before?.looks ?? 0) + 1 : 0
      idle.set(name, { begun, looks })
      if (looks <= LOOKS) continue
      clearInterval(timer)
      onStuck(name)
      return
    }
  }
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    look()
      .catch(() => idle.clear())
      .finally(() => {
        isLooking = false
      })
  }, patienceMs / LOOKS)
  timer.unref()
  return () => clearInterval(timer)
}
