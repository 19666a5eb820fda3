import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Queue } from '../../jobs/queue.ts'
import { defineLongJob } from './long-job.ts'
import { BACKENDS, openWorkplace, type Workplace, waitUntil } from './workplace.ts'

describe.each(BACKENDS)('a worker on %s that is killed', kind => {
  let workplace: Workplace
  let queue: Queue
  let child: ChildProcess | undefined
  const finished: string[] = []
  const longJob = defineLongJob(async id => {
    finished.push(id)
  })

  beforeAll(async () => {
    workplace = await openWorkplace(kind)
    queue = await workplace.openQueue([longJob])
  })
  afterAll(async () => {
    child?.kill('SIGKILL')
    await workplace.close()
  })

  it('leaves its job, and what was added meanwhile, to another worker within 20 seconds', {
    timeout: 60_000,
  }, async () => {
    child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        fileURLToPath(new URL('killed-worker.ts', import.meta.url)),
        JSON.stringify(workplace.connection),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let output = ''
    child.stdout?.on('data', chunk => (output += String(chunk)))
    await queue.enqueue('long', { id: 'killed' }, { deduplicate: 'long', keepLast: true })
    await waitUntil('the job runs in the other process', () => output.includes('running'), 20_000)
    await queue.enqueue('long', { id: 'added-meanwhile' }, { deduplicate: 'long', keepLast: true })
    child.kill('SIGKILL')

    const killedAt = Date.now()
    await workplace.startWorkers([longJob])
    await waitUntil('both jobs have run', () => finished.length === 2, 40_000)
    expect(finished).toEqual(['killed', 'added-meanwhile'])
    expect(Date.now() - killedAt).toBeLessThan(20_000)
    expect((await queue.counts()).long).toMatchObject({ failed: 0, active: 0, waiting: 0 })
  })
})
