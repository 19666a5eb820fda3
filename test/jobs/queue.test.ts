import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RateLimitedError, RejectedError, UnavailableError } from '../../connectors/errors.ts'
import { defineJob, type JobContext } from '../../jobs/job.ts'
import type { Queue } from '../../jobs/queue.ts'
import { BACKENDS, openWorkplace, type Workplace, waitUntil } from './workplace.ts'

interface Run {
  readonly id: string
  readonly attempt: number
  readonly at: number
}

/** A job that notes its runs and then does what the test says. */
function noteRuns(
  name: string,
  attempts: number,
  act: (id: string, context: JobContext) => Promise<void> = async () => {},
) {
  const runs: Run[] = []
  const definition = defineJob({
    name,
    payload: Type.Object({ id: Type.String() }),
    attempts,
    async run({ id }, context) {
      runs.push({ id, attempt: context.attempt, at: Date.now() })
      await act(id, context)
    },
  })
  return { definition, runs }
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('asked to end'))))

describe.each(BACKENDS)('a queue on %s', kind => {
  let workplace: Workplace
  let queue: Queue
  const gates = new Map<string, () => void>()
  const waitAtGate = (id: string): Promise<void> => new Promise(open => gates.set(id, open))

  const plain = noteRuns('plain', 3)
  const gated = noteRuns('gated', 3, waitAtGate)
  const limited = noteRuns('limited', 2, async (id, { attempt }) => {
    if (id === 'busy' && attempt === 1 && limited.runs.filter(run => run.id === 'busy').length === 1) {
      throw new RateLimitedError('the tracker asks to wait', 1_500)
    }
  })
  const waiting = noteRuns('waiting', 2, async id => {
    if (waiting.runs.length > 1) return
    await waitAtGate(id)
    throw new RateLimitedError('the tracker asks to wait', 1_000)
  })
  const rejected = noteRuns('rejected', 5, async () => {
    throw new RejectedError('credentials', 'the token has expired')
  })
  const unavailable = noteRuns('unavailable', 2, async () => {
    throw new UnavailableError('the tracker is down')
  })
  const rung = noteRuns('rung', 4, async () => {
    throw new UnavailableError('the tracker is down')
  })
  const handedOver = noteRuns('handed-over', 1, async (_, { signal }) => {
    if (handedOver.runs.length === 1) await untilAborted(signal)
  })
  const deaf = noteRuns('deaf', 1, async () => {
    if (deaf.runs.length === 1) await new Promise(() => {})
  })
  const scheduled = noteRuns('scheduled', 1)
  const definitions = [plain, gated, limited, waiting, rejected, unavailable, rung, handedOver, deaf, scheduled].map(
    job => job.definition,
  )
  const withWorkers = [plain, gated, limited, waiting, rejected, unavailable, scheduled]
    .map(job => job.definition)
    .concat({ ...rung.definition, longestRetryMs: 20 })
  const linesOf = (name: string) => workplace.logged.filter(({ job }) => job === name)
  const countsOf = async (name: string) => (await queue.counts())[name]

  beforeAll(async () => {
    workplace = await openWorkplace(kind)
    queue = await workplace.openQueue(definitions)
    await workplace.startWorkers(withWorkers)
  })
  afterAll(() => workplace.close())

  it('runs a job once, soon after it was added', async () => {
    const addedAt = Date.now()
    await queue.enqueue('plain', { id: 'one' })
    await waitUntil('the job has run', () => plain.runs.length === 1)
    expect(plain.runs[0]).toMatchObject({ id: 'one', attempt: 1 })
    expect(Date.now() - addedAt).toBeLessThan(2_000)
    await waitUntil('the job is done', async () => (await countsOf('plain'))?.completed === 1)
  })

  it('runs a delayed job not before its time', async () => {
    const addedAt = Date.now()
    await queue.enqueue('plain', { id: 'later' }, { delayMs: 700 })
    await waitUntil('the delayed job has run', () => plain.runs.some(({ id }) => id === 'later'))
    expect(Date.now() - addedAt).toBeGreaterThanOrEqual(700)
  })

  it('runs a delayed job at the time of its newest twin, where that is asked for', async () => {
    const options = { deduplicate: 'newest', replace: true, keepLast: true } as const
    await queue.enqueue('plain', { id: 'in an hour' }, { ...options, delayMs: 3_600_000 })
    await queue.enqueue('plain', { id: 'soon' }, { ...options, delayMs: 50 })
    await waitUntil('the newest has run', () => plain.runs.some(({ id }) => id === 'soon'))
    expect((await countsOf('plain'))?.delayed).toBe(0)
  })

  it('waits no longer than the job allows before it runs it again', async () => {
    await queue.enqueue('rung', { id: 'one' })
    await waitUntil('it has failed', async () => (await countsOf('rung'))?.failed === 1)
    const [first, last] = [rung.runs[0]?.at ?? 0, rung.runs[3]?.at ?? Number.POSITIVE_INFINITY]
    // Others would have waited for 7 to 14 s by now.
    expect(last - first).toBeLessThan(5_000)
  })

  it('gives up a job with a wrong payload without running it, and says where it is wrong', async () => {
    await queue.enqueue('plain', { id: 7 })
    await waitUntil('the job has failed', async () => (await countsOf('plain'))?.failed === 1)
    await waitUntil('that is said', () => linesOf('plain').length > 0)
    expect(plain.runs.map(({ id }) => id)).not.toContain(7)
    expect(workplace.logged).toContainEqual(
      expect.objectContaining({
        job: 'plain',
        error: expect.objectContaining({ message: expect.stringContaining('"/id"') }),
      }),
    )
  })

  it('runs a job once more when its twin was added during the run, with the newest payload', async () => {
    const options = { deduplicate: 'twin', keepLast: true } as const
    await queue.enqueue('gated', { id: 'first' }, options)
    await waitUntil('the first is running', () => gates.has('first'))
    await queue.enqueue('gated', { id: 'second' }, options)
    await queue.enqueue('gated', { id: 'third' }, options)
    expect(gated.runs.map(({ id }) => id)).toEqual(['first'])
    gates.get('first')?.()
    await waitUntil('the last is running', () => gates.has('third'))
    gates.get('third')?.()
    await waitUntil('both are done', async () => (await countsOf('gated'))?.completed === 2)
    expect(gated.runs.map(({ id }) => id)).toEqual(['first', 'third'])
  })

  it('drops a job whose twin still waits or runs, and takes it again afterwards', async () => {
    const ranBefore = gated.runs.length
    const options = { deduplicate: 'single' }
    await queue.enqueue('gated', { id: 'kept' }, options)
    await queue.enqueue('gated', { id: 'dropped' }, options)
    await waitUntil('the first is running', () => gates.has('kept'))
    await queue.enqueue('gated', { id: 'dropped' }, options)
    gates.get('kept')?.()
    await waitUntil('it is done', async () => (await countsOf('gated'))?.completed === 3)
    await queue.enqueue('gated', { id: 'again' }, options)
    await waitUntil('the next is running', () => gates.has('again'))
    gates.get('again')?.()
    await waitUntil('the next is done', async () => (await countsOf('gated'))?.completed === 4)
    expect(gated.runs.slice(ranBefore).map(({ id }) => id)).toEqual(['kept', 'again'])
  })

  it('puts a rate-limited job back, leaves the worker free, and counts no attempt', async () => {
    await queue.enqueue('limited', { id: 'busy' })
    await waitUntil('it goes back to delayed', async () => (await countsOf('limited'))?.delayed === 1)
    await queue.enqueue('limited', { id: 'other' })
    await waitUntil('the only worker runs another job', () => limited.runs.some(({ id }) => id === 'other'), 1_000)
    await waitUntil('it runs again', () => limited.runs.length === 3)
    const [first, , again] = limited.runs
    expect(again).toMatchObject({ id: 'busy', attempt: 1 })
    expect((again?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_500)
    expect(linesOf('limited')).toEqual([])
  })

  it('loses no twin that was added while a job ran that then had to wait', async () => {
    const options = { deduplicate: 'waiting-twin', keepLast: true } as const
    await queue.enqueue('waiting', { id: 'must-wait' }, options)
    await waitUntil('the first is running', () => gates.has('must-wait'))
    const addedAt = Date.now()
    await queue.enqueue('waiting', { id: 'must-wait' }, options)
    gates.get('must-wait')?.()
    await waitUntil('a run has started after the twin was added', () => waiting.runs.some(({ at }) => at > addedAt))
    await waitUntil('all is done', async () => {
      const counts = await countsOf('waiting')
      return counts !== undefined && counts.completed > 0 && counts.active + counts.waiting + counts.delayed === 0
    })
    const ranBefore = waiting.runs.length
    await queue.enqueue('waiting', { id: 'next' }, options)
    await waitUntil('the next one is taken again', () => waiting.runs.length > ranBefore)
  })

  it('runs a twin that was put off while a job ran, and not before its time', async () => {
    const options = { deduplicate: 'later-twin', keepLast: true } as const
    await queue.enqueue('gated', { id: 'now' }, options)
    await waitUntil('the first is running', () => gates.has('now'))
    await queue.enqueue('gated', { id: 'later' }, { ...options, delayMs: 1_500 })
    const endedAt = Date.now()
    gates.get('now')?.()
    await waitUntil('the other is running', () => gates.has('later'))
    expect(Date.now() - endedAt).toBeGreaterThanOrEqual(1_400)
    gates.get('later')?.()
  })

  it('gives up a rejected job after one run and says so once', async () => {
    await queue.enqueue('rejected', { id: 'one' })
    await waitUntil('it has failed', async () => (await countsOf('rejected'))?.failed === 1)
    await waitUntil('that is said', () => linesOf('rejected').length > 0)
    expect(rejected.runs).toHaveLength(1)
    expect(linesOf('rejected')).toEqual([
      expect.objectContaining({
        level: 50,
        error: expect.objectContaining({ name: 'RejectedError', message: 'the token has expired' }),
      }),
    ])
  })

  it('runs a job again after a wait when the tracker was unavailable, and gives up at its last attempt', async () => {
    await queue.enqueue('unavailable', { id: 'one' })
    await waitUntil('it has failed', async () => (await countsOf('unavailable'))?.failed === 1)
    await waitUntil('that is said', () => linesOf('unavailable').length > 1)
    const [first, second] = unavailable.runs
    expect(unavailable.runs.map(({ attempt }) => attempt)).toEqual([1, 2])
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000)
    expect(linesOf('unavailable').map(({ level }) => level)).toEqual([40, 50])
  })

  it('hands a running job over when its worker stops', async () => {
    const first = await workplace.startWorkers([handedOver.definition])
    await queue.enqueue('handed-over', { id: 'one' })
    await waitUntil('it runs', () => handedOver.runs.length === 1)
    const stoppedAt = Date.now()
    await first.stop(1_000)
    expect(Date.now() - stoppedAt).toBeLessThan(1_000)
    await workplace.startWorkers([handedOver.definition])
    await waitUntil('another worker runs it', () => handedOver.runs.length === 2, 3_000)
    expect(handedOver.runs[1]).toMatchObject({ attempt: 1 })
    await waitUntil('it is done', async () => (await countsOf('handed-over'))?.completed === 1)
  })

  it('leaves at the deadline although a job does not end', async () => {
    const workers = await workplace.startWorkers([deaf.definition])
    await queue.enqueue('deaf', { id: 'one' })
    await waitUntil('it runs', () => deaf.runs.length === 1)
    const stoppedAt = Date.now()
    await workers.stop(600)
    // A timer may fire a millisecond early by the wall clock.
    expect(Date.now() - stoppedAt).toBeGreaterThanOrEqual(595)
    expect(Date.now() - stoppedAt).toBeLessThan(1_500)
  })

  it('runs a scheduled job now and once in each period, however often the schedule is put up', async () => {
    await queue.upsertScheduler('beat', 1_000, 'scheduled', { id: 'beat' })
    for (let count = 0; count < 3; count++) await queue.upsertScheduler('beat', 1_000, 'scheduled', { id: 'beat' })
    const schedulers = await queue.listSchedulers()
    expect(schedulers).toEqual([{ id: 'beat', name: 'scheduled', everyMs: 1_000, nextAt: expect.any(Date) }])
    await waitUntil('three beats', () => scheduled.runs.length === 3, 5_000)
    const [first, second, third] = scheduled.runs.map(({ at }) => at)
    expect((third ?? 0) - (first ?? 0)).toBeGreaterThan(1_000)
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThan(500)
    expect(await queue.removeScheduler('beat')).toBe(true)
    expect(await queue.removeScheduler('beat')).toBe(false)
    expect(await queue.listSchedulers()).toEqual([])
  })

  it.each(['10001', '9223372036854775808', 'sync:10001', ':', 'ünïcode \u0001 text', 'x'.repeat(2_000)])(
    'tells twins apart by any text: %j (Q16)',
    async text => {
      const ranBefore = gated.runs.length
      await queue.enqueue('gated', { id: text }, { deduplicate: text })
      await queue.enqueue('gated', { id: 'a twin' }, { deduplicate: text })
      await waitUntil('it is running', () => gates.has(text))
      gates.get(text)?.()
      await waitUntil('nothing is left', async () => {
        const counts = await countsOf('gated')
        return counts !== undefined && counts.active + counts.waiting + counts.delayed === 0
      })
      expect(gated.runs.slice(ranBefore).map(({ id }) => id)).toEqual([text])
    },
  )

  it('refuses the id of a schedule that BullMQ would take for one of another kind (Q16)', async () => {
    await expect(queue.upsertScheduler('sync:1', 1_000, 'scheduled', { id: 'x' })).rejects.toThrow(
      'must not contain a colon',
    )
    await queue.upsertScheduler('10001', 60_000, 'scheduled', { id: 'x' })
    expect((await queue.listSchedulers()).map(({ id }) => id)).toEqual(['10001'])
    expect(await queue.removeScheduler('10001')).toBe(true)
  })

  it('says that it takes writes, and refuses a job that does not exist', async () => {
    await expect(queue.check()).resolves.toBeUndefined()
    await expect(queue.enqueue('plan', { id: 'x' })).rejects.toThrow('There is no job called "plan"')
  })
})
