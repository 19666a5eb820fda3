import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { JobDefinition, JobServices } from '../job.ts'
import { openCalls } from './calls.ts'

export interface JobThread {
  /** The same job, run in the thread. */
  move(job: JobDefinition): JobDefinition
  close(): Promise<void>
}

export interface JobThreadOptions extends Pick<JobServices, 'enqueue'> {
  /** Starts a thread that {@link serveJobs}. */
  readonly start: () => Worker
  readonly log: Pick<Logger, 'error'>
}

const CLOSE_WITHIN_MS = 2_000
const GONE = 'The thread in which jobs compute has ended while this one ran; it is run again in a new one.'

/**
 * A thread for the jobs that compute for long: whatever else the process does does not wait for them. It is started by the first
 * of them, and again by the next one after it has died, with which only the jobs that ran in it fail.
 */
export function openJobThread({ start, enqueue, log }: JobThreadOptions): JobThread {
  let current: { readonly worker: Worker; readonly ask: ReturnType<typeof openCalls>['ask'] } | null = null
  let runs = 0
  const begin = () => {
    const worker = start()
    const { ask, lose } = openCalls(worker, { enqueue })
    worker.on('error', ({ name, message, stack }) =>
      log.error({ error: { name, message, stack } }, 'the thread in which jobs compute has failed'),
    )
    worker.on('exit', () => {
      if (current?.worker === worker) current = null
      lose(GONE)
    })
    return { worker, ask }
  }
  const run = async (name: string, payload: unknown, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    current ??= begin()
    const { ask } = current
    runs += 1
    const id = runs
    // Of a thread that is gone the run has failed already.
    const stop = (): void => void ask('stop', id, String(signal.reason)).catch(() => {})
    signal.addEventListener('abort', stop, { once: true })
    try {
      await ask('run', id, name, payload)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
  return {
    move: job => ({ ...job, run: (payload, { signal }) => run(job.name, payload, signal) }),
    async close() {
      if (current === null) return
      const { worker, ask } = current
      const ended = once(worker, 'exit')
      // It answers by ending.
      void ask('close').catch(() => {})
      const deadline = setTimeout(() => void worker.terminate(), CLOSE_WITHIN_MS)
      await ended
      clearTimeout(deadline)
    },
  }
}
