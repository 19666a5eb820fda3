import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryRows } from '../../../src/store/database.ts'
import {
  forgetDeliveries,
  listPendingDeliveries,
  markDeliveriesProcessed,
  saveDeliveries,
  type Touch,
} from '../../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { seedConnection, seedItem, seedProject } from '../seed.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('notices processed long ago are dropped some at a time; unprocessed ones and the last word of a tracker stay', async () => {
  const { db } = database
  const [busy, silent] = [await seedConnection(db, 'Jira'), await seedConnection(db, 'Azure DevOps', 'azure-devops')]
  const days: readonly (readonly [string, string, string | null])[] = [
    [busy, 'old 1', '2026-01-01'],
    [busy, 'old 2', '2026-01-02'],
    [busy, 'old 3', '2026-01-03'],
    [busy, 'never processed', null],
    [busy, 'new', '2026-03-01'],
    [silent, 'the last word', '2026-01-01'],
    [silent, 'own old', '2026-01-01'],
    [silent, 'own new', '2026-03-01'],
  ]
  for (const [connectionId, id, day] of days) {
    await queryRows(
      db,
      sql`
      insert into webhook_delivery (connection_id, delivery_id, touched, received_at, processed_at)
      values (${connectionId}, ${id}, '[]', '2026-01-01T00:00:00Z', ${day}::timestamptz)`,
    )
  }
  const left = async () =>
    (await queryRows<{ id: string }>(db, sql`select delivery_id as id from webhook_delivery order by 1`)).map(
      ({ id }) => id,
    )
  await forgetDeliveries(db, '2026-02-01T00:00:00Z', 2)
  expect(await left()).toEqual(['never processed', 'new', 'old 3', 'own new', 'the last word'])
  await forgetDeliveries(db, '2026-02-01T00:00:00Z', 2)
  expect(await left()).toEqual(['never processed', 'new', 'own new', 'the last word'])
})

test('a notice whose text Postgres does not take holds up none', async () => {
  const { db } = database
  const connectionId = await seedConnection(db, 'Odd')
  const odd = {
    connectionId,
    deliveryId: 'odd \0',
    touched: [{ kind: 'work_item', externalId: '1', byPersonId: '\0 \ud83d' }],
  }
  expect(await saveDeliveries(db, [odd, odd])).toEqual([true, false])
  const pending = await listPendingDeliveries(db, connectionId, 10)
  expect(pending).toMatchObject([{ touched: [{ byPersonId: '\u2400 \ufffd' }] }])
  await markDeliveriesProcessed(
    db,
    pending.map(({ id }) => id),
  )
  expect(await listPendingDeliveries(db, connectionId, 10)).toEqual([])
})

test('however many wait, those that may move a milestone are among the first, and all stay in the order in which they came', async () => {
  const { db } = database
  const connectionId = await seedConnection(db, 'Storm')
  const give = (deliveryId: string, touch: Touch) => ({ connectionId, deliveryId, touched: [touch] })
  const item = (externalId: string, more: { readonly movesDate?: true } = {}): Touch => ({
    ...{ kind: 'work_item', externalId },
    ...more,
  })
  await saveDeliveries(db, [
    give('a', item('1')),
    give('b', item('2')),
    give('c', item('3')),
    give('d', item('4', { movesDate: true })),
    give('e', { kind: 'release', externalId: '1' }),
  ])
  const names = async (limit: number) =>
    (await listPendingDeliveries(db, connectionId, limit)).map(({ touched }) => touched[0]?.externalId)
  expect(await names(10)).toEqual(['1', '2', '3', '4', '1'])
  expect(await names(3)).toEqual(['1', '4', '1'])
  expect(await names(1)).toEqual(['4'])
})

test('the migration knows from the notices that are kept when the tracker was last heard of each project', async () => {
  const { db } = database
  const [jira, other] = [await seedConnection(db, 'Heard'), await seedConnection(db, 'Another', 'azure-devops')]
  const [web, pay, quiet] = [
    await seedProject(db, jira, 'WEB'),
    await seedProject(db, jira, 'PAY'),
    await seedProject(db, jira, 'QUIET'),
  ]
  const abroad = await seedProject(db, other, 'ABROAD')
  await seedItem(db, jira, web, '1')
  await seedItem(db, jira, pay, '2')
  await seedItem(db, jira, quiet, '3')
  // Numbers of items are unique within a tracker only.
  await seedItem(db, other, abroad, '3')
  const item = (...ids: string[]) => JSON.stringify(ids.map(externalId => ({ kind: 'work_item', externalId })))
  const notices: readonly (readonly [string, string, string, string])[] = [
    [jira, 'a', item('x1'), '2026-01-03'],
    [jira, 'b', item('x2', 'x1'), '2026-01-02'],
    [jira, 'c', '[]', '2026-01-09'],
    [jira, 'd', item('not stored'), '2026-01-09'],
    [jira, 'e', '[{"kind": "release", "externalId": "1"}]', '2026-01-09'],
    [jira, 'own f', item('x3', 'x2'), '2026-01-09'],
    [jira, 'g', '[{"kind": "work_item", "externalId": "x2", "byPersonId": "p"}]', '2026-01-04'],
    [other, 'a', item('x3'), '2026-01-05'],
  ]
  for (const [connectionId, id, touched, day] of notices) {
    await queryRows(
      db,
      sql`
      insert into webhook_delivery (connection_id, delivery_id, touched, received_at)
      values (${connectionId}, ${id}, ${touched}, ${`${day}T00:00:00Z`})`,
    )
  }
  await db.execute(sql`drop table webhook_heard`)
  const file = new URL('../../../drizzle/migrations/0044_webhooks_that_fell_silent.sql', import.meta.url)
  for (const statement of (await readFile(file, 'utf8')).split('--> statement-breakpoint')) await db.execute(statement)
  const heard = await queryRows<{ project: string; day: string }>(
    db,
    sql`
    select p.key as project, (h.heard_at at time zone 'UTC')::date::text as day
    from webhook_heard h join project p on p.id = h.project_id and p.connection_id = h.connection_id
    where h.connection_id in (${jira}, ${other}) order by 1`,
  )
  expect(heard).toEqual([
    { project: 'ABROAD', day: '2026-01-05' },
    { project: 'PAY', day: '2026-01-04' },
    { project: 'WEB', day: '2026-01-03' },
  ])
})
