import { setTimeout as pause } from 'node:timers/promises'
import { threadId, type Worker } from 'node:worker_threads'
import { Type } from 'typebox'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { JobContext, JobDefinition } from '../../../jobs/job.ts'
import { type JobThread, openJobThread } from '../../../jobs/thread/job-thread.ts'
import { startThread } from '../../../jobs/thread/start-thread.ts'

const NEVER = new AbortController().signal

let started: Worker[]
let told: unknown[][]
let failures: unknown[][]
let refuses: Error | null
let thread: JobThread

beforeEach(() => {
  started = []
  told = []
  failures = []
  refuses = null
  thread = openJobThread({
    start: () => {
      const worker = startThread(new URL('./served-jobs.ts', import.meta.url), { name: 'the test' })
      started.push(worker)
      return worker
    },
    enqueue: async (...given) => {
      told.push(given)
      if (refuses !== null) throw refuses
    },
    log: { error: (...said: unknown[]) => void failures.push(said) },
  })
})

afterEach(() => thread.close())

const run = (name: string, payload: object = {}, signal = NEVER): Promise<void> => {
  const job: JobDefinition = {
    name,
    payload: Type.Object({}),
    attempts: 1,
    run: async () => {
      throw new Error('the job ran here')
    },
  }
  return thread.move(job).run(payload, { signal } as JobContext)
}

const until = async (isDone: () => boolean): Promise<void> => {
  while (!isDone()) await pause(5)
}

it('computes elsewhere while this thread goes on, and is asked for what belongs to this one', async () => {
  await run('compute')
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 10)
  await run('compute', { initiativeId: 'i-1' })
  clearInterval(timer)
  // Blocked, this thread would have turned once; a busy machine may leave it few.
  expect(turns).toBeGreaterThan(5)
  const [name, details, options] = told[1] ?? []
  expect([name, options]).toEqual(['computed', { deduplicate: 'once' }])
  expect(details).toMatchObject({ payload: { initiativeId: 'i-1' }, given: { name: 'the test' } })
  expect((details as { threadId: number }).threadId).not.toBe(threadId)
  expect(started).toHaveLength(1)
})

it('fails with the cause alone, as a job of this thread is told of', async () => {
  await expect(run('fail')).rejects.toMatchObject({ name: 'RangeError', message: 'there is no such day' })
  await expect(run('nothing')).rejects.toThrow('The job "nothing" is not run in a thread.')
})

it('fails a job in the thread when what it asks for is refused here', async () => {
  refuses = new Error('the queue is away')
  await expect(run('compute')).rejects.toThrow('the queue is away')
})

it('asks a job to end, and starts none that was asked before', async () => {
  const stopping = new AbortController()
  const waiting = run('wait', {}, stopping.signal)
  await until(() => told.length === 1)
  stopping.abort('shutdown')
  await expect(waiting).rejects.toThrow('asked to end: shutdown')
  await expect(run('compute', {}, stopping.signal)).rejects.toBe('shutdown')
  expect(told).toEqual([['waiting', {}]])
})

it.each(['die', 'break'])(
  'fails what ran in a thread that ended (%s), and runs the next job in a new one',
  async ending => {
    const waiting = run('wait')
    await until(() => told.length === 1)
    const [first, second] = await Promise.allSettled([waiting, run(ending)])
    const gone = { status: 'rejected', reason: { message: expect.stringContaining('is run again in a new one') } }
    expect([first, second]).toMatchObject([gone, gone])
    await run('compute')
    expect(started).toHaveLength(2)
    expect(failures).toHaveLength(ending === 'break' ? 1 : 0)
  },
)

it('ends, also while a job runs that does not listen, and starts no thread to do so', async () => {
  await thread.close()
  expect(started).toHaveLength(0)
  const waiting = run('wait')
  await until(() => told.length === 1)
  await Promise.all([expect(waiting).rejects.toThrow('has ended'), thread.close()])
  expect(started[0]?.threadId).toBe(-1)
})
