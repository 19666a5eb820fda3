import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What lies between two programs: a relay on a port of its own that a test breaks as networks do. */
export interface FaultyNetwork {
  readonly port: number
  /** Where new connections lead from now on. */
  readonly lead: (port: number) => void
  /** What stands now carries nothing any more, and nobody is told: no FIN, no RST. New connections work. */
  readonly silence: () => void
  /** New connections are silent as well, until `repair`. */
  readonly silenceAll: () => void
  /** Both ends of all that stands are told so with a RST. */
  readonly reset: () => void
  /** Of each new connection, so many bytes of what is answered arrive; then it ends with a FIN, or a RST. */
  readonly cutAfter: (bytes: number, end: 'FIN' | 'RST') => void
  readonly repair: () => void
  readonly countConnections: () => number
  readonly close: () => Promise<void>
}

interface Link {
  readonly ends: readonly [client: Socket, server: Socket]
  isSilent: boolean
}

interface Cut {
  readonly bytes: number
  readonly end: 'FIN' | 'RST'
}

export async function startFaultyNetwork(port: number): Promise<FaultyNetwork> {
  const links = new Set<Link>()
  const sockets = new Set<Socket>()
  let target = port
  let isSilent = false
  let cut: Cut | null = null
  let connections = 0

  const relay = (client: Socket): void => {
    connections += 1
    const server = connect(target, '127.0.0.1')
    const link: Link = { ends: [client, server], isSilent }
    const limit = cut
    let answered = 0
    links.add(link)
    client.on('data', chunk => {
      if (!link.isSilent) server.write(chunk)
    })
    server.on('data', chunk => {
      if (link.isSilent) return
      const left = (limit?.bytes ?? Infinity) - answered
      answered += chunk.length
      client.write(chunk.subarray(0, left))
      if (limit === null || chunk.length < left) return
      link.isSilent = true
      if (limit.end === 'RST') client.resetAndDestroy()
      else client.end()
      server.destroy()
    })
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(end)
      end.setNoDelay(true)
      // The other end learns of it, unless nobody does.
      end.on('error', () => {})
      end.on('close', () => {
        links.delete(link)
        sockets.delete(end)
        if (!link.isSilent) other.destroy()
      })
    }
  }

  const listener = createServer(relay)
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    lead: to => {
      target = to
    },
    silence: () => {
      for (const link of links) link.isSilent = true
    },
    silenceAll: () => {
      isSilent = true
      for (const link of links) link.isSilent = true
    },
    reset: () => {
      for (const { ends } of links) for (const end of ends) end.resetAndDestroy()
    },
    cutAfter: (bytes, end) => {
      cut = { bytes, end }
    },
    repair: () => {
      isSilent = false
      cut = null
    },
    countConnections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}
