import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workItem } from '../../drizzle/schema/work.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import type { JobContext } from '../../jobs/job.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { findRun, requestRun } from '../../src/store/sync/sync-runs.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { dumpState } from './dump.ts'
import { startSmallAzureDevOps, type Tracker } from './tracker-ground.ts'

let ground: Ground
let tracker: Tracker
let context: JobContext
let connectionId: string
let initiativeId: string
let portfolioId: string

beforeAll(async () => {
  ground = await startApi()
  tracker = await startSmallAzureDevOps()
  const { db } = ground.database
  ;({ context } = await openWorkplace(db))
  connectionId = await saveConnection(db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)
  await pass(context, connectionId)
  const [project] = (await ask<{ items: { name: string }[] }>('GET', 'projects')).items
  portfolioId = (await ask<{ id: string }>('POST', 'portfolios', { name: 'All' })).id
  initiativeId = (
    await ask<{ id: string }>('POST', 'initiatives', {
      name: 'One project',
      parentId: portfolioId,
      scope: [{ effect: 'include', connectionId, selector: 'project', value: project?.name }],
    })
  ).id
  await assessInitiative.run({ initiativeId }, context)
})
afterAll(async () => {
  await tracker.close()
  await ground.close()
})

const ask: Ground['ask'] = (method, path, payload) => ground.ask(method, path, payload)

interface Word {
  readonly externalId: string
  readonly project: { readonly id: string }
  readonly proposed: string
  readonly items: number
}
const listStatuses = async (proposed: string) =>
  (await ask<{ items: Word[] }>('GET', `connections/${connectionId}/mappings?subject=status&limit=1000`)).items.filter(
    each => each.proposed === proposed,
  )

const countDone = async () => {
  const { root } = await ask<{
    root: { children: { progress: { count: { done: number } }; coverage: { mapped: number } }[] }
  }>('GET', `portfolios/${portfolioId}/rollup`)
  return { done: root.children[0]?.progress.count.done, mapped: root.children[0]?.coverage.mapped }
}

/** What the worker does when the doorbell rings. */
async function work(): Promise<void> {
  await syncConnection.run({ connectionId, mode: 'replay' }, context)
  await assessInitiative.run({ initiativeId }, context)
}

test('a decided mapping changes states and the rollup without one request to the tracker', async () => {
  const before = await dumpState(ground.database.db, connectionId)
  const first = await countDone()
  expect(first.done).toBeGreaterThan(0)
  const asked = tracker.countRequests()
  const words = await listStatuses('done')
  const run = await ask<{ id: string }>('PUT', `connections/${connectionId}/mappings`, {
    decisions: words.map(({ externalId, project }) => ({
      subject: 'status',
      externalId,
      projectId: project.id,
      decision: 'override',
      meaning: 'in_review',
    })),
  })
  await work()
  expect(await findRun(ground.database.db, run.id)).toMatchObject({ state: 'complete', requests: 0 })
  const states = await ground.database.db.select({ state: workItem.state }).from(workItem)
  expect(states.filter(({ state }) => state === 'done')).toEqual([])
  expect(states.filter(({ state }) => state === 'in_review').length).toBeGreaterThan(0)
  expect(await countDone()).toEqual({ done: 0, mapped: 1 })

  await ask('PUT', `connections/${connectionId}/mappings`, {
    decisions: words.map(({ externalId }) => ({ subject: 'status', externalId, decision: 'override', meaning: null })),
  })
  await work()
  expect((await countDone()).mapped).toBeLessThan(1)

  await ask('PUT', `connections/${connectionId}/mappings`, {
    decisions: words.map(({ externalId }) => ({ subject: 'status', externalId, decision: 'withdraw' })),
  })
  await work()
  expect(await countDone()).toEqual(first)
  expect(await dumpState(ground.database.db, connectionId)).toEqual(before)
  expect(tracker.countRequests()).toBe(asked)
})

test('a person’s decision outlives a complete reading from the beginning', async () => {
  const [word] = await listStatuses('todo')
  await ask('PUT', `connections/${connectionId}/mappings`, {
    decisions: [{ subject: 'status', externalId: word?.externalId, decision: 'override', meaning: 'blocked' }],
  })
  await pass(context, connectionId, 'full')
  const { items } = await ask<{ items: { externalId: string; effective: object }[] }>(
    'GET',
    `connections/${connectionId}/mappings?subject=status&limit=1000`,
  )
  expect(items.find(({ externalId }) => externalId === word?.externalId)).toMatchObject({
    effective: { meaning: 'blocked', basis: 'chosen' },
  })
})

test('a decision made while a replay runs is applied by the same run, which starts over', async () => {
  const { db } = ground.database
  await work()
  const [word] = await listStatuses('in_progress')
  const run = await requestRun(db, connectionId, 'replay')
  let isDecided = false
  const slow: JobContext = {
    ...context,
    open: async (id, signal) => {
      // The run has begun: now somebody decides.
      if (!isDecided) {
        isDecided = true
        const decided = await ask<{ id: string }>('PUT', `connections/${connectionId}/mappings`, {
          decisions: [{ subject: 'status', externalId: word?.externalId, decision: 'override', meaning: 'cancelled' }],
        })
        expect(decided.id).toBe(run.id)
      }
      return context.open(id, signal)
    },
  }
  await syncConnection.run({ connectionId, mode: 'replay' }, slow)
  expect(await findRun(db, run.id)).toMatchObject({ state: 'queued', finishedAt: null })
  await syncConnection.run({ connectionId, mode: 'replay' }, slow)
  expect(await findRun(db, run.id)).toMatchObject({ state: 'complete' })
  const items = await db
    .select({ state: workItem.state })
    .from(workItem)
    .where(eq(workItem.statusExternalId, word?.externalId ?? ''))
  expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['cancelled']))
})
