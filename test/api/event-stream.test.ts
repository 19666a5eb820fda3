import { expect, test } from 'vitest'
import { openEventStream } from '../../src/api/event-stream.ts'

const EVENT = { names: 'a'.repeat(1_000) }

test('who does not read is dropped, and leaves little behind', () => {
  const { body, tell, beat, end } = openEventStream()
  let told = 0
  while (!body.destroyed && told < 1_000) {
    tell('changed', EVENT, '7')
    told += 1
  }
  expect(body.destroyed).toBe(true)
  expect(told).toBeLessThan(70)
  tell('changed', EVENT, '7')
  beat()
  end()
  expect(body.readableLength).toBeLessThan(70_000)
})

test('who reads is told everything, and the rest when it ends', async () => {
  const { body, tell, beat, end } = openEventStream()
  let text = ''
  const read = (async () => {
    for await (const chunk of body) text += String(chunk)
  })()
  for (let count = 0; count < 1_000; count++) {
    tell('changed', EVENT, '7')
    await new Promise(resolve => setImmediate(resolve))
  }
  beat()
  tell('line', { text: 'one\nline' }, '8')
  end()
  tell('changed', EVENT, '7')
  await read
  expect(text.match(/event: changed\n/g)).toHaveLength(1_000)
  expect(text).toMatch(/\n\n:\n\nevent: line\nid: 8\ndata: {"text":"one\\nline"}\n\n$/)
})
