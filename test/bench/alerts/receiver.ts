import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where alerts arrive; whoever waits for one is told when it did. */
export interface AlertReceiver {
  readonly url: string
  /** When the next message about it has arrived; null after the deadline. */
  wait(milestoneId: string, deadlineMs: number): Promise<number | null>
  readonly countMessages: () => number
  close(): Promise<void>
}

export async function openReceiver(): Promise<AlertReceiver> {
  const waiting = new Map<string, (atMs: number) => void>()
  let messages = 0
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const atMs = Date.now()
      messages += 1
      outgoing.writeHead(200).end()
      const { data } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        readonly data?: { readonly details?: { readonly milestoneId?: string } }
      }
      waiting.get(data?.details?.milestoneId ?? '')?.(atMs)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    wait: (milestoneId, deadlineMs) =>
      new Promise(resolve => {
        const end = (atMs: number | null): void => {
          clearTimeout(timer)
          waiting.delete(milestoneId)
          resolve(atMs)
        }
        const timer = setTimeout(() => end(null), deadlineMs)
        waiting.set(milestoneId, end)
      }),
    countMessages: () => messages,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
