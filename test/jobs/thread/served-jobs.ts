import { once } from 'node:events'
import { parentPort, threadId, workerData } from 'node:worker_threads'
import { Type } from 'typebox'
import { defineHeavyJob, type HeavyJob } from '../../../jobs/job.ts'
import { serveJobs } from '../../../jobs/thread/serve-jobs.ts'
import type { Queryable } from '../../../src/store/database.ts'

const plain = (name: string, run: HeavyJob['run']): HeavyJob =>
  defineHeavyJob({ name, payload: Type.Object({}), attempts: 1, run })

/** A thread whose jobs need no database. */
if (parentPort === null) throw new Error('This is a thread of job-thread.test.ts.')
serveJobs(parentPort, {
  jobs: [
    plain('compute', async (payload, { enqueue }) => {
      const endMs = performance.now() + 400
      while (performance.now() < endMs);
      await enqueue('computed', { threadId, payload, given: workerData }, { deduplicate: 'once' })
    }),
    plain('fail', async () => {
      throw new Error('select secret from record', { cause: new RangeError('there is no such day') })
    }),
    plain('wait', async (_, { signal, enqueue }) => {
      await enqueue('waiting', {})
      await once(signal, 'abort')
      throw new Error(`asked to end: ${signal.reason}`)
    }),
    plain('die', async () => process.exit(1)),
    plain('break', async () => {
      setImmediate(() => {
        throw new Error('nobody catches this')
      })
      await new Promise(() => {})
    }),
  ],
  db: {} as Queryable,
  now: () => new Date(),
  close: async () => {},
})
