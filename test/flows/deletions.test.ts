import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { queryRows } from '../../src/store/database.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { findRun } from '../../src/store/sync/sync-runs.ts'
import { type Ground, problemOf, startApi } from '../api/ground.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { startEditedAzureDevOps } from './edited-azure-devops.ts'
import { startEditedJira } from './edited-jira.ts'

let ground: Ground
beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

interface Hold {
  readonly id: string
  readonly state: string
  readonly project: { readonly name: string } | null
  readonly counts: readonly { readonly kind: string; readonly missing: number; readonly stored: number }[]
}

const request = (method: 'GET' | 'POST', id: string, path: string, payload?: object) =>
  ground.request({
    method,
    url: `/api/v1/connections/${id}/${path}`,
    ...(payload === undefined ? {} : { payload }),
  })
const listHolds = async (id: string) => (await request('GET', id, 'deletions')).json<{ items: readonly Hold[] }>().items
const listBreakers = async (id: string) =>
  (await request('GET', id, 'completeness'))
    .json<{ gaps: readonly { kind: string; subject: string }[] }>()
    .gaps.filter(({ kind }) => kind === 'deletion_breaker')

describe.each([
  { name: 'Jira', start: startEditedJira },
  { name: 'Azure DevOps', start: startEditedAzureDevOps },
])('$name', ({ start }) => {
  test('so many missing at once wait for a person; dismissed they stay, confirmed they go, and what is back is restored', async () => {
    const tracker = await start(7)
    const { db } = ground.database
    try {
      const { context } = await openWorkplace(db, tracker.now)
      const id = await saveConnection(db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)
      await pass(context, id)
      const before = await listStoredIds(db, id)
      const hidden = new Set(tracker.hideProject())
      await pass(context, id)
      expect(await pass(context, id, 'census')).toMatchObject({ state: 'partial', deleted: 0 })
      const [hold, ...others] = await listHolds(id)
      expect(others).toEqual([])
      expect(hold).toMatchObject({ state: 'open', project: { name: expect.any(String) } })
      expect(hold?.counts).toContainEqual({ kind: 'work_item', missing: hidden.size, stored: hidden.size })
      expect(await listBreakers(id)).toHaveLength(1)

      // Counted again it is the same finding, and still nothing is marked.
      expect(await pass(context, id, 'census')).toMatchObject({ state: 'partial', deleted: 0 })
      expect((await listHolds(id)).map(each => each.id)).toEqual([hold?.id])
      expect(await listBreakers(id)).toHaveLength(1)
      expect((await listStoredIds(db, id)).workItems.length).toBe(before.workItems.length)

      const dismissed = await request('POST', id, 'deletions/dismiss', {})
      expect(dismissed.json()).toMatchObject({ items: [{ id: hold?.id, state: 'dismissed', decidedBy: 'test' }] })
      expect(await listBreakers(id)).toEqual([])
      expect(await pass(context, id, 'census')).toMatchObject({ state: 'complete', deleted: 0 })
      expect((await listHolds(id)).map(({ state }) => state)).toEqual(['dismissed'])
      expect((await listStoredIds(db, id)).workItems.length).toBe(before.workItems.length)
      expect(problemOf(await request('POST', id, 'deletions/confirm', {}))).toMatchObject({ status: 409 })

      const confirmed = await request('POST', id, 'deletions/confirm', { ids: [hold?.id] })
      expect(confirmed.statusCode, confirmed.body).toBe(202)
      expect((await pass(context, id, 'census')).id).toBe(confirmed.json<{ id: string }>().id)
      expect(await findRun(db, confirmed.json<{ id: string }>().id)).toMatchObject({ state: 'complete' })
      expect(await listHolds(id)).toEqual([])
      const left = await listStoredIds(db, id)
      expect([...left.workItems].sort()).toEqual(before.workItems.filter(each => !hidden.has(each)).sort())
      const marked = await queryRows<{ externalId: string; visibility: string }>(
        db,
        sql`select external_id as "externalId", visibility from work_item where connection_id = ${id}`,
      )
      // Nothing proves that they are deleted.
      const gone = marked.filter(({ externalId }) => hidden.has(externalId) && before.workItems.includes(externalId))
      expect(new Set(gone.map(({ visibility }) => visibility))).toEqual(new Set(['not_visible']))

      tracker.showProject()
      for (const mode of ['incremental', 'census'] as const)
        expect((await pass(context, id, mode)).state).toBe('complete')
      const restored = await listStoredIds(db, id)
      for (const entity of ['workItems', 'iterations', 'releases', 'worklogs'] as const)
        expect([...restored[entity]].sort()).toEqual([...before[entity]].sort())
    } finally {
      await tracker.close()
    }
  }, 90_000)

  test('what is listed again needs no decision any more', async () => {
    const tracker = await start(7)
    const { db } = ground.database
    try {
      const { context } = await openWorkplace(db, tracker.now)
      const id = await saveConnection(db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)
      await pass(context, id)
      for (const decision of [null, 'dismiss']) {
        tracker.hideProject()
        expect((await pass(context, id, 'census')).state).toBe('partial')
        if (decision !== null) await request('POST', id, `deletions/${decision}`, {})
        tracker.showProject()
        expect((await pass(context, id, 'census')).state).toBe('complete')
        expect([await listHolds(id), await listBreakers(id)]).toEqual([[], []])
      }
    } finally {
      await tracker.close()
    }
  }, 90_000)
})
