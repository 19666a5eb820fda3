import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { delivery } from '../../../drizzle/schema/alert.ts'
import { sealer } from '../../../src/store/access/sealed.ts'
import { decideAlert } from '../../../src/store/alert/alert-decisions.ts'
import { listAlertEvents } from '../../../src/store/alert/alert-story.ts'
import { listAlerts } from '../../../src/store/alert/alerts.ts'
import { applyAlertChanges } from '../../../src/store/alert/apply-alert-changes.ts'
import { createChannel } from '../../../src/store/alert/channels.ts'
import { wakeSnoozed } from '../../../src/store/alert/wake-snoozed.ts'
import { createMilestone } from '../../../src/store/milestone/milestones.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { slip } from '../../portfolio/alert/slip.ts'
import { seedConnection, seedInitiative, seedPerson } from '../seed.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('an alert whose snooze is over stands open again, and is told once more and no oftener', async () => {
  const { db } = database
  const connectionId = await seedConnection(db, 'Jira')
  const byPersonId = await seedPerson(db, connectionId, 'Amara Osei')
  const initiativeId = await seedInitiative(db, 'Checkout')
  const milestoneId = (await createMilestone(db, { initiativeId, name: 'Go-live', day: '2026-04-01' }))?.id ?? ''
  const condition = slip({ initiativeId, milestoneId, byPersonId, at: '2026-02-02T10:00:00.000Z', connectionId })
  await createChannel(db, sealer(randomBytes(32).toString('hex')), {
    ...{ id: randomUUID(), name: 'PMO', kind: 'http', settings: { url: 'https://hook.example/secret' } },
  })
  await applyAlertChanges(db, [{ type: 'opened', condition }], '2026-03-01T00:00:00.000Z')
  const list = async () => (await listAlerts(db, {}, { after: null, limit: 10 })).items
  const id = (await list())[0]?.id ?? ''
  const until = '2026-03-03T00:00:00.000Z'
  const person = { actor: 'wei', note: null, at: '2026-03-02T00:00:00.000Z' }
  await decideAlert(db, id, { type: 'snoozed', until }, person)

  expect(await wakeSnoozed(db, '2026-03-02T23:59:00.000Z')).toBe(0)
  expect(await list()).toMatchObject([{ state: 'snoozed', snoozedUntil: until }])
  expect(await wakeSnoozed(db, until)).toBe(1)
  expect(await list()).toMatchObject([{ state: 'open', snoozedUntil: null }])
  expect(await wakeSnoozed(db, '2026-03-04T00:00:00.000Z')).toBe(0)
  expect((await listAlertEvents(db, id)).map(({ change }) => change)).toEqual(['opened', 'snoozed', 'reminded'])
  // That it was opened had not been told when it was snoozed, and need not be any more.
  expect(await db.select().from(delivery)).toHaveLength(1)
})
