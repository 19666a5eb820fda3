import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requestSignal } from '../../connectors/http.ts'

const silent = createServer(() => {})
let collecting: NodeJS.Timeout

beforeEach(async () => {
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  setFlagsFromString('--expose_gc')
  const collect = runInNewContext('gc') as () => void
  collecting = setInterval(collect, 20)
})
afterEach(() => {
  clearInterval(collecting)
  silent.closeAllConnections()
  silent.close()
})

const ask = (signal: AbortSignal): Promise<unknown> =>
  fetch(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`, { signal: requestSignal(signal, 300) })

test('a request that is never answered ends at its deadline, however often garbage is collected meanwhile', async () => {
  await expect(ask(new AbortController().signal)).rejects.toMatchObject({ name: 'TimeoutError' })
}, 5_000)

test('a request ends when its reader is told to stop', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort('shutdown'), 100)
  await expect(ask(stop.signal)).rejects.toBe('shutdown')
}, 5_000)
