import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { queryRows } from '../../../src/store/database.ts'
import { saveDelivery, saveOwnNotice } from '../../../src/store/sync/webhook-deliveries.ts'
import {
  findLastHeard,
  forgetWebhookRegistrations,
  listDueWebhookChecks,
  listHolders,
  listWebhookRegistrations,
  markWebhooksUnknown,
  saveWebhookLook,
  scheduleWebhookCheck,
} from '../../../src/store/sync/webhook-registrations.ts'
import { type KeptWebhook, worstOf } from '../../../src/work/kept-webhook.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { seedConnection } from '../seed.ts'

const day = (nth: number): string => new Date(Date.UTC(2027, 0, nth, 9)).toISOString()

const RECEIVER = { url: 'https://milepost.example/hook', secret: 'a secret' }

let database: TestDatabase
let id: string
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.execute(sql`truncate connection cascade`)
  id = await seedConnection(database.db, 'Jira')
})

const hook = (change: Partial<KeptWebhook> = {}): KeptWebhook => ({
  hook: 'items',
  name: 'Work items',
  externalId: '17',
  state: 'alive',
  trackerState: 'enabled',
  reason: null,
  expiresAt: null,
  ...change,
})

const look = (nth: number, ...found: KeptWebhook[]): Promise<void> =>
  saveWebhookLook(database.db, id, found, { ...RECEIVER, at: new Date(day(nth)) })

test('a state lasts from when it was first seen, and a webhook from when the tracker gave it its id', async () => {
  await look(1, hook(), hook({ hook: 'links', name: 'Links', externalId: '18', expiresAt: day(31) }))
  await look(
    2,
    hook({ state: 'disabled', reason: 'Somebody has.' }),
    hook({ hook: 'links', name: 'Links', externalId: '19' }),
  )
  await look(
    3,
    hook({ state: 'disabled', reason: 'Somebody has.' }),
    hook({ hook: 'links', name: 'Links', externalId: '19' }),
  )
  const [links, items] = await listWebhookRegistrations(database.db, id)
  expect(items).toMatchObject({ state: 'disabled', stateSince: day(2), registeredAt: day(1), checkedAt: day(3) })
  expect(links).toMatchObject({ state: 'alive', stateSince: day(1), registeredAt: day(2), expiresAt: null })
})

test('a look is all there is: what it does not name is gone', async () => {
  await look(1, hook(), hook({ hook: 'links', externalId: '18' }))
  await look(2, hook())
  expect((await listWebhookRegistrations(database.db, id)).map(each => each.hook)).toEqual(['items'])
  await look(3)
  expect(await listWebhookRegistrations(database.db, id)).toEqual([])
})

test('a look is due when its time has come, at once when it is asked for, and never of a suspended connection', async () => {
  const { db } = database
  await look(1, hook(), hook({ hook: 'links', externalId: '18' }))
  expect(await listDueWebhookChecks(db, day(1))).toEqual([])
  expect(await listDueWebhookChecks(db, day(2))).toEqual([id])
  await scheduleWebhookCheck(db, id, day(1))
  expect(await listDueWebhookChecks(db, day(1))).toEqual([id])
  await queryRows(db, sql`update connection set state = 'suspended' where id = ${id}`)
  expect(await listDueWebhookChecks(db, day(2))).toEqual([])
})

test('those that hold another secret, lead elsewhere or are not alive are no holders, and what is wrong is looked at soon', async () => {
  const { db } = database
  await look(1, hook(), hook({ hook: 'links', externalId: '18', state: 'on_probation', reason: 'It failed.' }))
  const rows = await listWebhookRegistrations(db, null)
  expect(listHolders(rows, RECEIVER)).toEqual(['17'])
  expect(listHolders(rows, { ...RECEIVER, secret: 'another' })).toEqual([])
  expect(listHolders(rows, { ...RECEIVER, url: 'https://elsewhere.example' })).toEqual([])
  expect(await listDueWebhookChecks(db, day(1).replace('T09', 'T10'))).toEqual([id])
  expect(worstOf(rows)?.hook).toBe('links')
})

test('what cannot be looked at is unknown since then, and was looked at before', async () => {
  const { db } = database
  await look(1, hook())
  await markWebhooksUnknown(db, id, { reason: 'The account may not look.', at: day(2), nextCheckAt: day(3) })
  await markWebhooksUnknown(db, id, { reason: 'The account still may not.', at: day(3), nextCheckAt: day(4) })
  expect(await listWebhookRegistrations(db, id)).toMatchObject([
    { state: 'unknown', stateSince: day(2), checkedAt: day(1), reason: 'The account still may not.', externalId: '17' },
  ])
  await forgetWebhookRegistrations(db, id)
  expect(await listWebhookRegistrations(db, id)).toEqual([])
})

test('a tracker is heard by its own notices only', async () => {
  const { db } = database
  await saveOwnNotice(db, id, [])
  expect(await findLastHeard(db, id)).toBeNull()
  await saveDelivery(db, id, 'd-1', [])
  expect(Date.parse((await findLastHeard(db, id)) ?? '')).toBeGreaterThan(Date.now() - 60_000)
})
