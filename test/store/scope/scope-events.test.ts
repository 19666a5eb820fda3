import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../../../demo/random.ts'
import { scopeEvent, scopeEventsKept } from '../../../drizzle/schema/scope-event.ts'
import { span, workItem, worklog } from '../../../drizzle/schema/work.ts'
import { listChanges } from '../../../src/store/portfolio/list-changes.ts'
import { findRestatements } from '../../../src/store/portfolio/restatements.ts'
import { refreshScope } from '../../../src/store/scope/initiative-items.ts'
import { forgetEvents, keepEvents } from '../../../src/store/scope/scope-events.ts'
import { saveScopeRules } from '../../../src/store/scope/scope-rules.ts'
import { createTestDatabase } from '../../database.ts'
import { seedConnection, seedInitiative, seedItem, seedProject, seedSpans, seedWorklog } from '../seed.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let jira: string
let project: string
const initiatives: string[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  jira = await seedConnection(database.db, 'Jira')
  project = await seedProject(database.db, jira, 'PAY')
  for (const label of ['one', 'two']) {
    const id = await seedInitiative(database.db, label)
    await saveScopeRules(database.db, id, [
      { effect: 'include', connectionId: jira, selector: 'label', value: label, project: null },
    ])
    initiatives.push(id)
  }
})
afterAll(() => database.drop())

const HOUR_MS = 3_600_000
const BEGINNING = Date.parse('2026-01-01T00:00:00Z')
const at = (hours: number) => new Date(BEGINNING + Math.round(hours * HOUR_MS)).toISOString()

/** A life in the order of time: each state and estimate stands for minutes to months. */
function live(random: ReturnType<typeof seededRandom>, values: readonly (string | null)[]) {
  let hours = random.between(0, 100)
  return Array.from({ length: random.between(1, 7) }, () => {
    hours += 0.1 + random.next() ** 4 * 4_000
    return { from: at(hours), value: random.pick(values) }
  })
}

const STATES = ['todo', 'in_progress', 'blocked', 'done', 'done', 'cancelled', null]

/** What the API tells of both initiatives: all changes, and what was restated since each of some instants. */
async function tell() {
  const window = { from: at(0), to: at(30_000) }
  const { items } = await listChanges(database.db, initiatives, window, { after: null, limit: 10_000 })
  const restated = []
  for (let hours = 5; hours < 6_000; hours += 307) {
    restated.push(await findRestatements(database.db, initiatives, at(hours)))
  }
  return { items, restated }
}

const listEvents = () =>
  database.db
    .select()
    .from(scopeEvent)
    .orderBy(
      scopeEvent.workItemId,
      scopeEvent.kind,
      scopeEvent.since,
      scopeEvent.until,
      scopeEvent.spanId,
      scopeEvent.worklogId,
    )

test('what is kept with each change is what is found out from the whole history, and tells the same', async () => {
  const { db } = database
  const random = seededRandom(20)
  const ids: string[] = []
  for (let number = 0; number < 40; number += 1) {
    ids.push(await seedItem(db, jira, project, `PAY-${number}`, { labels: [random.pick(['one', 'two', 'none'])] }))
  }
  await refreshScope(db, at(0), null)
  for (const id of initiatives) await keepEvents(db, id)
  expect(await listEvents()).toEqual([])

  for (let round = 1; round <= 6; round += 1) {
    const touched = ids.filter(() => random.chance(0.5))
    for (const id of touched) {
      // Another history, as when the whole of it is read again; hours come and go; the item moves.
      await db.delete(span).where(eq(span.subjectId, id))
      await seedSpans(db, jira, id, 'state', live(random, STATES))
      await seedSpans(db, jira, id, 'estimate', live(random, ['1', '2', '3', null]))
      const startedAt = at(random.between(0, 4_000))
      await seedWorklog(db, jira, id, startedAt, 2)
      await db.execute(sql`
        update worklog set created_at = started_at + ${random.next() ** 4 * 3_000} * interval '1 hour'
        where work_item_id = ${id} and created_at = started_at`)
      if (round % 3 === 0) await db.update(worklog).set({ visibility: 'deleted' }).where(eq(worklog.workItemId, id))
      const labels = [random.pick(['one', 'two', 'none'])]
      await db.update(workItem).set({ labels }).where(eq(workItem.id, id))
    }
    await refreshScope(db, at(round * 600), touched)
  }
  const [kept, told] = [await listEvents(), await tell()]
  expect(new Set(kept.map(({ kind }) => kind))).toEqual(new Set(['changed', 'reopened', 'entered_late']))
  expect(new Set(kept.map(({ reach }) => reach)).size).toBe(6)
  expect(told.restated.some(({ lateWorklogs }) => lateWorklogs.count > 0)).toBe(true)
  expect(told.restated.some(({ reopenedItems }) => reopenedItems.count > 0)).toBe(true)

  await forgetEvents(db, initiatives)
  expect(await tell()).toEqual(told)
  await db.delete(scopeEvent)
  for (const id of initiatives) await keepEvents(db, id)
  expect(await listEvents()).toEqual(kept)
  expect(await tell()).toEqual(told)
})

test('new rules make what was kept incomplete, until it is completed', async () => {
  const { db } = database
  const listKept = async () => (await db.select().from(scopeEventsKept)).map(({ initiativeId }) => initiativeId)
  const [first = '', second = ''] = initiatives
  for (const id of initiatives) await keepEvents(db, id)
  const item = await seedItem(db, jira, project, 'PAY-100', { labels: ['later'] })
  await seedSpans(db, jira, item, 'state', [
    { from: at(200), value: 'todo' },
    { from: at(201), value: 'done' },
  ])
  await saveScopeRules(db, first, [
    { effect: 'include', connectionId: jira, selector: 'label', value: 'one', project: null },
    { effect: 'include', connectionId: jira, selector: 'label', value: 'later', project: null },
  ])
  await refreshScope(db, at(5_000), null)
  expect(await listKept()).toEqual([second])
  const told = await tell()
  expect(told.items).toContainEqual(expect.objectContaining({ key: 'PAY-100', kind: 'done' }))
  await keepEvents(db, first)
  expect((await listKept()).toSorted()).toEqual(initiatives.toSorted())
  expect(await tell()).toEqual(told)
})
