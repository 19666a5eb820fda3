import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineJob } from '../../jobs/job.ts'
import { BACKENDS, openWorkplace, type Workplace, waitUntil } from './workplace.ts'

describe.each(BACKENDS)('with the queue on %s', kind => {
  let workplace: Workplace
  const begun: string[] = []
  const gates: (() => void)[] = []
  const passes = defineJob({
    name: 'passes',
    payload: Type.Object({ id: Type.String(), isLong: Type.Boolean() }),
    attempts: 1,
    isLong: async ({ isLong }) => isLong,
    run: async ({ id, isLong }) => {
      begun.push(id)
      if (isLong) await new Promise<void>(open => gates.push(open))
    },
  })
  beforeAll(async () => {
    workplace = await openWorkplace(kind)
  })
  afterAll(async () => {
    for (const open of gates) open()
    await workplace.close()
  })

  test('a short run begins at once however many long ones there are, and those that found no room run later', async () => {
    const queue = await workplace.openQueue([passes])
    await workplace.startWorkers([passes], { concurrency: 2 })
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await queue.enqueue('passes', { id, isLong: true })
    await waitUntil('two long runs', () => begun.length === 2)
    const askedAt = Date.now()
    await queue.enqueue('passes', { id: 'short', isLong: false })
    await waitUntil('the short run', () => begun.includes('short'))
    expect(Date.now() - askedAt).toBeLessThan(2_000)
    expect(begun.length).toBe(3)
    for (let opened = 0; opened < 6; opened += 1) {
      await waitUntil('a gate', () => gates.length > opened)
      gates[opened]?.()
    }
    await waitUntil('all runs', () => begun.length === 7)
    expect([...begun].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'short'])
  }, 30_000)
})
