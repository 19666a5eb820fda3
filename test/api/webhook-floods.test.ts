import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectionBody, type Ground, startApi } from './ground.ts'

const MB = 1024 * 1024
/** 2,000 in the field; each is the same to us. */
const SOCKETS = 300
/** In place of 30 s, so that nobody waits for them here. */
const REQUEST_MS = 3_000
const PATIENT = { timeout: 15_000 }

let ground: Ground
let url: URL
let usualRequestMs: number
const sockets: Socket[] = []
let deliver: (body: string) => Promise<number>

beforeAll(async () => {
  ground = await startApi()
  const made = (await ground.request({ method: 'POST', url: '/api/v1/connections', payload: connectionBody() })).json<{
    id: string
    webhook: { secret: string }
  }>()
  usualRequestMs = ground.server.requestTimeout
  Object.assign(ground.server, {
    requestTimeout: REQUEST_MS,
    headersTimeout: REQUEST_MS,
    connectionsCheckingInterval: 100,
  })
  url = new URL(`/api/v1/webhooks/${made.id}`, await ground.listen())
  deliver = async body => {
    const headers = { 'content-type': 'application/json', 'x-secret': made.webhook.secret }
    return (await fetch(url, { method: 'POST', body, headers })).status
  }
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await ground.close()
})

interface Sender {
  readonly socket: Socket
  readonly answer: () => string
  readonly closed: Promise<void>
}

/** Somebody who says how much comes, and sends what the test says. */
function open(bytes: number): Promise<Sender> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname)
    sockets.push(socket)
    let answer = ''
    socket.setEncoding('utf8').on('data', text => {
      answer += text
    })
    const closed = new Promise<void>(end => socket.on('close', () => end()))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.on('error', () => {})
      if (bytes > 0)
        socket.write(
          `POST ${url.pathname} HTTP/1.1\r\nhost: here\r\ncontent-type: text/plain\r\ncontent-length: ${bytes}\r\n\r\n`,
        )
      resolve({ socket, answer: () => answer, closed })
    })
  })
}

test('many senders of a byte now and then, or of nothing, hold up nobody else and are cut off', async () => {
  expect(usualRequestMs).toBe(30_000)
  const slow = await Promise.all(Array.from({ length: SOCKETS }, (_, nth) => open(nth % 3 === 0 ? 0 : 25 * MB)))
  const drip = setInterval(() => {
    for (const [nth, { socket }] of slow.entries()) if (nth % 3 !== 0 && socket.writable) socket.write('1')
  }, 500)
  try {
    for (let sent = 0; sent < 10; sent += 1) expect(await deliver(`${sent}`)).toBe(202)
    await Promise.all(slow.map(({ closed }) => closed))
    expect(slow.filter(({ answer }) => answer().startsWith('HTTP/1.1 2'))).toEqual([])
  } finally {
    clearInterval(drip)
  }
  expect(await deliver('17')).toBe(202)
}, 30_000)

test('large deliveries at once are refused before they fill the memory, and those of usual size never', async () => {
  Object.assign(ground.server, { requestTimeout: usualRequestMs, headersTimeout: usualRequestMs })
  const senders = await Promise.all(Array.from({ length: 12 }, () => open(24 * MB)))
  const piece = Buffer.alloc(16 * MB, '1')
  for (const { socket } of senders) socket.write(piece)
  // All that may be held at once is held by those who send no more.
  const refused = () => senders.filter(({ answer }) => answer().startsWith('HTTP/1.1 503')).length
  await expect.poll(refused, PATIENT).toBe(4)
  for (let sent = 17; sent < 20; sent += 1) expect(await deliver(`${sent}`)).toBe(202)
  expect(refused()).toBe(5)
  for (const { socket } of senders) socket.destroy()
  await expect.poll(() => deliver('1,'.repeat(MB)), PATIENT).toBe(202)
}, 30_000)
