import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): what is killed finds its
 * own port free when it comes back, however many connections were opened meanwhile.
 */
const RANGE = { least: 20_000, most: 32_000 } as const
const MOST_TRIES = 100

/** A port that nobody listened on a moment ago, and that no connection is given by chance. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(RANGE.least, RANGE.most)
    if (await isFree(port)) return port
  }
  throw new Error('no free port was found')
}

const isFree = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
