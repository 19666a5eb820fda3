import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RateLimitedError } from '../../connectors/errors.ts'
import type { JobContext } from '../../jobs/job.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { saveConnection } from './connections.ts'
import { startSmallAzureDevOps, startSmallJira, type Tracker } from './tracker-ground.ts'
import { failPass, openWatchedWorkplace } from './watched-workplace.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test.each([
  { name: 'Jira', start: startSmallJira },
  { name: 'Azure DevOps', start: startSmallAzureDevOps },
] as readonly { readonly name: string; readonly start: () => Promise<Tracker> }[])(
  'a pass that $name tells to slow down rests at once, and does not wait for what another stream still answers',
  async ({ start }) => {
    const tracker = await start()
    const { context } = await openWatchedWorkplace(database.db)
    const id = await saveConnection(database.db, tracker.kind, tracker.settings, tracker.credentials)
    const atLast = new AbortController()
    let isOneSlow = false
    const open: JobContext['open'] = async (connectionId, signal) => {
      const opened = await context.open(connectionId, signal)
      const read: typeof opened.source.read = async function* (stream, scope, after) {
        const stopped = AbortSignal.any([signal, atLast.signal])
        if (stream === 'work_items' && !isOneSlow) {
          isOneSlow = true
          if (!stopped.aborted) await once(stopped, 'abort')
          stopped.throwIfAborted()
        } else if (stream !== 'structure' && stream !== 'work_items') {
          throw new RateLimitedError('The tracker asked us to slow down.', 60_000)
        }
        yield* opened.source.read(stream, scope, after)
      }
      return { ...opened, source: { ...opened.source, read } }
    }
    const run = failPass({ ...context, open }, id)
    const first = await Promise.race([run, pause(10_000)])
    atLast.abort()
    await run
    await tracker.close()
    expect(first).toMatchObject({ state: 'delayed', reason: 'rate_limited' })
  },
)
