import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { initiativeItem } from '../../../drizzle/schema/portfolio.ts'
import { iteration } from '../../../drizzle/schema/work.ts'
import { countCarryOvers } from '../../../src/portfolio/item-plan.ts'
import { listItemPlans } from '../../../src/store/portfolio/item-plans.ts'
import { listPresentItems } from '../../../src/store/scope/present-items.ts'
import { createTestDatabase } from '../../database.ts'
import { seedConnection, seedInitiative, seedItem, seedPerson, seedProject, seedSpans } from '../seed.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('open items are told with who is to do them and which iterations ended with them', async () => {
  const { db } = database
  const jira = await seedConnection(db, 'Jira')
  const pay = await seedProject(db, jira, 'PAY')
  const person = await seedPerson(db, jira, 'Amara Osei', { active: false })
  const open = await seedItem(db, jira, pay, 'PAY-1', { assigneeId: person, blockedSince: '2026-02-20T09:00:00Z' })
  const done = await seedItem(db, jira, pay, 'PAY-2', { state: 'done' })
  const initiativeId = await seedInitiative(db, 'Checkout')
  const validFrom = '2026-01-05T09:00:00Z'
  await db.insert(initiativeItem).values([open, done].map(workItemId => ({ initiativeId, workItemId, validFrom })))
  const ids = [randomUUID(), randomUUID(), randomUUID()]
  await db.insert(iteration).values(
    ['2026-01-31', '2026-02-14', '2026-03-31'].map((endDay, index) => ({
      ...{ id: ids[index] ?? '', connectionId: jira, externalId: endDay, name: endDay, endDay, teamIds: [] },
      // The second was closed a day late.
      completedAt: index === 1 ? '2026-02-16T15:00:00Z' : null,
      ...{ revision: 1, revisionDetail: 0, readTicket: 1, readQuality: 1 },
    })),
  )
  await seedSpans(db, jira, open, 'iteration', [
    { from: validFrom, value: ids[0] ?? '' },
    { from: '2026-01-31T16:00:00Z', value: ids[1] ?? '' },
    { from: '2026-02-16T15:00:00Z', value: ids[2] ?? '' },
  ])

  const at = '2026-03-01T00:00:00Z'
  const plans = await listItemPlans(db, await listPresentItems(db, initiativeId, at), at)
  expect(plans).toMatchObject([
    {
      id: open,
      assigneeId: person,
      assigneeName: 'Amara Osei',
      isAssigneeActive: false,
      blockedSince: '2026-02-20T09:00:00.000Z',
    },
  ])
  expect(plans.map(countCarryOvers)).toEqual([2])
})
