import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ringOnce } from '../../src/api/ring-once.ts'

test('a storm rings at once, then once more for all that came meanwhile, and each key by itself', async () => {
  const rung: string[] = []
  const ring = ringOnce(async key => {
    rung.push(key)
    await pause(20)
  })
  for (let times = 0; times < 500; times += 1) ring('first')
  ring('second')
  expect(rung).toEqual(['first', 'second'])
  await pause(300)
  expect(rung).toEqual(['first', 'second', 'first'])
  ring('second')
  expect(rung).toEqual(['first', 'second', 'first', 'second'])
  await pause(200)
  expect(rung).toHaveLength(4)
})
