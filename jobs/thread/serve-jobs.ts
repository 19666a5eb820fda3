import type { MessagePort } from 'node:worker_threads'
import type { HeavyJob, HeavyJobContext } from '../job.ts'
import { openCalls } from './calls.ts'

export interface ServedJobs extends Pick<HeavyJobContext, 'db' | 'now'> {
  readonly jobs: readonly HeavyJob[]
  /** Closes what was opened for them; then the thread ends. */
  readonly close: () => Promise<void>
}

/** The other end of {@link openJobThread}, in the thread itself. */
export function serveJobs(port: MessagePort, { jobs, db, now, close }: ServedJobs): void {
  const running = new Map<number, AbortController>()
  const { ask } = openCalls(port, {
    async run(id: number, name: string, payload: never) {
      const job = jobs.find(each => each.name === name)
      if (job === undefined) throw new Error(`The job "${name}" is not run in a thread.`)
      const stopping = new AbortController()
      running.set(id, stopping)
      try {
        await job.run(payload, { db, now, enqueue: (...given) => ask('enqueue', ...given), signal: stopping.signal })
      } finally {
        running.delete(id)
      }
    },
    async stop(id: number, reason: string) {
      running.get(id)?.abort(reason)
    },
    async close() {
      await close()
      port.close()
    },
  })
}
