import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { iteration } from '../../../drizzle/schema/work.ts'
import { createNode } from '../../../src/store/portfolio/portfolio-nodes.ts'
import { refreshScope } from '../../../src/store/scope/initiative-items.ts'
import { listIterationContents } from '../../../src/store/scope/iteration-contents.ts'
import { saveScopeRules } from '../../../src/store/scope/scope-rules.ts'
import { recordId } from '../../../src/work/record-id.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { seedConnection, seedItem, seedProject, seedSpans } from '../seed.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('an iteration under way is told with what it began with after its first day, and with what is in it now', async () => {
  const { db } = database
  const tracker = await seedConnection(db, 'Jira')
  const project = await seedProject(db, tracker, 'PAY')
  const other = await seedProject(db, tracker, 'WEB')
  const portfolio = (await createNode(db, { kind: 'portfolio', name: 'All', parentId: null }))?.id ?? ''
  const initiative = (await createNode(db, { kind: 'initiative', name: 'Checkout', parentId: portfolio }))?.id ?? ''
  await saveScopeRules(db, initiative, [
    { effect: 'include', connectionId: tracker, selector: 'project', value: 'PAY', project: null },
  ])
  const version = { revision: 1, revisionDetail: 0, readTicket: 1, readQuality: 1 }
  const seedIteration = async (name: string, startDay: string, endDay: string, state: 'active' | 'closed') => {
    const id = recordId(tracker, 'iteration', name)
    const values = { id, connectionId: tracker, externalId: name, name, startDay, endDay, state, teamIds: [] }
    await db.insert(iteration).values({ ...values, ...version })
    return id
  }
  const running = await seedIteration('Seven', '2026-03-02', '2026-03-13', 'active')
  const over = await seedIteration('Six', '2026-02-16', '2026-02-27', 'closed')
  const seedIn = async (key: string, where: string, ...times: readonly (readonly [string, string | null])[]) => {
    const id = await seedItem(db, tracker, where, key)
    const spans = times.map(([from, value]) => ({ from, value }))
    await seedSpans(db, tracker, id, 'iteration', spans)
    return id
  }
  const planned = await seedIn('PAY-1', project, ['2026-02-20T00:00:00Z', running])
  const onFirstDay = await seedIn('PAY-2', project, ['2026-03-02T15:00:00Z', running])
  const joined = await seedIn('PAY-3', project, ['2026-03-05T09:00:00Z', running])
  const left = await seedIn('PAY-4', project, ['2026-02-20T00:00:00Z', running], ['2026-03-06T09:00:00Z', null])
  await seedIn('PAY-5', project, ['2026-02-20T00:00:00Z', running], ['2026-03-01T09:00:00Z', null])
  await seedIn('PAY-6', project, ['2026-02-10T00:00:00Z', over])
  await seedIn('WEB-1', other, ['2026-03-05T09:00:00Z', running])
  await refreshScope(db, '2026-03-09T09:00:00.000Z', null)

  const found = await listIterationContents(db, initiative, '2026-03-09T09:00:00.000Z')
  expect(found).toEqual([
    {
      id: running,
      name: 'Seven',
      connectionId: tracker,
      beganWith: [planned, onFirstDay, left].toSorted(),
      present: [planned, onFirstDay, joined].toSorted(),
    },
  ])
  // On its first day it is still being planned; after its end it is over.
  expect(await listIterationContents(db, initiative, '2026-03-02T20:00:00.000Z')).toEqual([])
  expect(await listIterationContents(db, initiative, '2026-03-14T00:00:00.000Z')).toEqual([])
  await db.execute(sql`update iteration set completed_at = '2026-03-08T09:00:00Z' where id = ${running}`)
  expect(await listIterationContents(db, initiative, '2026-03-09T09:00:00.000Z')).toEqual([])
})
