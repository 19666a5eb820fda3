import { afterAll, beforeAll, expect, test } from 'vitest'
import { initiativeItem } from '../../../drizzle/schema/portfolio.ts'
import { listBusinessValues } from '../../../src/store/portfolio/business-values.ts'
import { createTestDatabase } from '../../database.ts'
import { seedConnection, seedInitiative, seedItem, seedProject, seedWord } from '../seed.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('business value is read from the field that is mapped to it, and from no other', async () => {
  const { db } = database
  const jira = await seedConnection(db, 'Jira')
  const pay = await seedProject(db, jira, 'PAY')
  const fields = { customfield_7: 13, customfield_8: 99 }
  const items = [
    await seedItem(db, jira, pay, 'PAY-1', { fields }),
    await seedItem(db, jira, pay, 'PAY-2', { fields: { customfield_7: null } }),
    await seedItem(db, jira, pay, 'PAY-3', { fields: { customfield_7: 'high' } }),
  ]
  const initiativeId = await seedInitiative(db, 'Checkout')
  const validFrom = '2026-01-05T09:00:00Z'
  await db.insert(initiativeItem).values(items.map(workItemId => ({ initiativeId, workItemId, validFrom })))
  expect(await listBusinessValues(db, initiativeId, [{ projectId: pay }])).toEqual(new Map())
  const meaning = { role: 'business_value', unit: null, rank: 0 }
  await seedWord(db, jira, 'field', 'customfield_7', { proposed: meaning, confidence: 100 })
  expect(await listBusinessValues(db, initiativeId, [{ projectId: pay }])).toEqual(new Map([[items[0], 13]]))
})
