import { expect, it } from 'vitest'
import { together } from '../../src/api/together.ts'

it('serves whoever asks while others are served all at once after them, each with the own answer', async () => {
  const batches: (readonly number[])[] = []
  const double = together(async (asked: readonly number[]) => {
    batches.push(asked)
    await new Promise(resolve => setTimeout(resolve, 5))
    return asked.map(each => each * 2)
  })
  const first = double(1)
  const rest = Promise.all([2, 3, 4].map(double))
  expect(await first).toBe(2)
  await new Promise(resolve => setTimeout(resolve, 0))
  // Asked after the second batch has begun: it is not served with it.
  const late = double(5)
  expect(await rest).toEqual([4, 6, 8])
  expect(await late).toBe(10)
  expect(batches).toEqual([[1], [2, 3, 4], [5]])
})

it('lets one that cannot be served stop no other, and goes on after it', async () => {
  const serve = together(async (asked: readonly string[]) => {
    if (asked.includes('poison')) throw new Error('refused')
    return asked
  })
  const answers = await Promise.allSettled(['a', 'b', 'poison', 'c'].map(serve))
  expect(answers.map(each => (each.status === 'fulfilled' ? each.value : String(each.reason)))).toEqual([
    'a',
    'b',
    'Error: refused',
    'c',
  ])
  expect(await serve('d')).toBe('d')
})
