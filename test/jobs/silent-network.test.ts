import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { defineJob } from '../../jobs/job.ts'
import { watchQueue } from '../../jobs/watch-queue.ts'
import { type FaultyNetwork, startFaultyNetwork } from '../faulty-network.ts'
import { BACKENDS, openWorkplace, type Workplace, waitUntil } from './workplace.ts'

const PATIENCE_MS = 3_000

/** The queue is reached directly, its workers through a network that can fall silent. */
async function openBehindNetwork(kind: (typeof BACKENDS)[number]): Promise<[Workplace, FaultyNetwork]> {
  const workplace = await openWorkplace(kind)
  const address = new URL(workplace.connection.redisUrl ?? workplace.connection.databaseUrl)
  const network = await startFaultyNetwork(Number(address.port))
  onTestFinished(async () => {
    // First, as what is silent would be left open at the server.
    await network.close()
    await workplace.close()
  })
  return [workplace, network]
}

function through(network: FaultyNetwork, { connection }: Workplace): Workplace['connection'] {
  const lead = (url: string): string => Object.assign(new URL(url), { host: `127.0.0.1:${network.port}` }).href
  const { databaseUrl, redisUrl } = connection
  return redisUrl === null
    ? { ...connection, databaseUrl: lead(databaseUrl) }
    : { ...connection, redisUrl: lead(redisUrl) }
}

function defineRemembering(run: (id: string) => Promise<void>) {
  return defineJob({
    name: 'plain',
    payload: Type.Object({ id: Type.String() }),
    attempts: 3,
    run: ({ id }) => run(id),
  })
}

describe.each(BACKENDS)('workers of a queue on %s', kind => {
  test('go on when all their connections fell silent without a word, the one they wait on too (Q4)', async () => {
    const [workplace, network] = await openBehindNetwork(kind)
    const ran: string[] = []
    const job = defineRemembering(async id => {
      ran.push(id)
    })
    const queue = await workplace.openQueue([job])
    await workplace.startWorkers([job], { connection: through(network, workplace) })
    await queue.enqueue('plain', { id: 'before' })
    await waitUntil('the job ran', () => ran.includes('before'))
    network.silence()
    await queue.enqueue('plain', { id: 'after' })
    await waitUntil('the job ran', () => ran.includes('after'), 70_000)
    await queue.enqueue('plain', { id: 'calm' })
    await waitUntil('the next job ran', () => ran.includes('calm'), 30_000)
  }, 130_000)

  test('that do not get what waits are told of, once; those that are busy or have nothing to do are not (Q11)', async () => {
    const [workplace, network] = await openBehindNetwork(kind)
    let release = (): void => {}
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    const ran: string[] = []
    const job = defineRemembering(async id => {
      if (id === 'long') await released
      ran.push(id)
    })
    const queue = await workplace.openQueue([job])
    const workers = await workplace.startWorkers([job], { connection: through(network, workplace) })
    const stuck: string[] = []
    onTestFinished(watchQueue(queue, workers, name => stuck.push(name), PATIENCE_MS))
    await pause(PATIENCE_MS * 1.5)
    await queue.enqueue('plain', { id: 'long' })
    await queue.enqueue('plain', { id: 'waits for it' })
    await pause(PATIENCE_MS * 1.5)
    expect(stuck).toEqual([])
    release()
    await waitUntil('both ran', () => ran.length === 2)

    network.silenceAll()
    await queue.enqueue('plain', { id: 'never' })
    await waitUntil('somebody is told', () => stuck.length > 0, 15_000)
    await pause(PATIENCE_MS)
    expect(stuck).toEqual(['plain'])
    expect(ran).not.toContain('never')
    network.repair()
  }, 60_000)
})
