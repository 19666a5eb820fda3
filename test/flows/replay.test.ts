import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { moveTargetDate } from '../../demo/azure-devops/edits.ts'
import { generateOrganization } from '../../demo/azure-devops/generate-organization.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import { applyFetched } from '../../jobs/notices/apply-fetched.ts'
import { queryRows } from '../../src/store/database.ts'
import { takeReadTicket } from '../../src/store/records/guarded-write.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { dumpState } from './dump.ts'

let database: TestDatabase
let standIn: AzureDevOpsStandIn
let connectionId: string
const settings = () => ({ baseUrl: standIn.url, projects: ['Billing Engine'] })

beforeAll(async () => {
  database = await createTestDatabase()
  standIn = await startAzureDevOpsStandIn({
    organization: generateOrganization({ seed: DEMO_SEED, now: new Date() }),
    personalAccessToken: 'good',
  })
  connectionId = await saveConnection(database.db, 'azure-devops', settings(), {
    type: 'personal-access-token',
    token: 'good',
  })
  const { context } = await openWorkplace(database.db)
  await pass(context, connectionId)
})

afterAll(async () => {
  await standIn.close()
  await database.drop()
})

const countState = async (state: string): Promise<number> => {
  const [row] = await queryRows<{ count: number }>(
    database.db,
    sql`
    select count(*)::int as count from work_item where connection_id = ${connectionId} and state = ${state}`,
  )
  return row?.count ?? 0
}

const choose = (where: ReturnType<typeof sql>, meaning: unknown) =>
  queryRows(
    database.db,
    sql`
    update mapping set chosen = ${JSON.stringify(meaning)}::text::jsonb where connection_id = ${connectionId} and ${where} returning 1`,
  )

test('a replay without a changed mapping changes nothing', async () => {
  const { context } = await openWorkplace(database.db)
  const before = await dumpState(database.db, connectionId)
  expect(before.workItems?.length).toBeGreaterThan(100)
  await pass(context, connectionId, 'replay')
  expect(await dumpState(database.db, connectionId)).toEqual(before)
})

test('what a person decides about a state is applied to the whole history without asking the tracker', async () => {
  const { context } = await openWorkplace(database.db)
  const asked = standIn.requests.length
  expect(await countState('in_review')).toBe(0)
  const decided = await choose(sql`subject = 'status' and external_id like '%/Committed'`, 'in_review')
  expect(decided.length).toBeGreaterThan(0)
  const run = await pass(context, connectionId, 'replay')
  expect(run.state).toBe('complete')
  expect(await countState('in_review')).toBeGreaterThan(0)
  const [past] = await queryRows<{ count: number }>(
    database.db,
    sql`
    select count(*)::int as count from span where connection_id = ${connectionId} and field = 'state' and value = 'in_review' and valid_to is not null`,
  )
  expect(past?.count).toBeGreaterThan(0)
  expect(standIn.requests.length).toBe(asked)
})

test('another estimate field replaces the old estimates everywhere, none of them is left behind', async () => {
  const { context } = await openWorkplace(database.db)
  const estimates = () =>
    queryRows<{ estimate: number; fields: Record<string, unknown> }>(
      database.db,
      sql`
    select estimate, fields from work_item where connection_id = ${connectionId} and estimate is not null`,
    )
  expect((await estimates()).length).toBeGreaterThan(50)
  await choose(sql`subject = 'field' and proposed->>'role' = 'estimate'`, {
    role: 'business_value',
    unit: null,
    rank: 9,
  })
  await choose(sql`subject = 'field' and external_id = 'Microsoft.VSTS.Scheduling.RemainingWork' and project_id = ''`, {
    role: 'estimate',
    unit: 'hours',
    rank: 0,
  })
  await pass(context, connectionId, 'replay')
  const after = await estimates()
  expect(after.length).toBeGreaterThan(10)
  for (const { estimate, fields } of after) expect(estimate).toBe(fields['Microsoft.VSTS.Scheduling.RemainingWork'])
})

test('a replay whose transactions meet others is none the worse for it: what was undone is done again', async () => {
  const { db } = database
  const { context } = await openWorkplace(db)
  const decided = await choose(sql`subject = 'status' and external_id like '%/Committed'`, 'in_progress')
  expect(decided.length).toBeGreaterThan(0)
  // The last statement of each page of the replay; the sequence is not set back with the transaction.
  await db.execute(sql`create sequence meetings`)
  await db.execute(sql`
    create function meet() returns trigger language plpgsql as $$
    begin
      if new.done > old.done and nextval('meetings') % 2 = 1 then raise exception 'met another' using errcode = '40001'; end if;
      return new;
    end $$`)
  await db.execute(sql`create trigger meet before update of done on sync_run for each row execute function meet()`)
  const run = await pass(context, connectionId, 'replay')
  await db.execute(sql`drop trigger meet on sync_run`)
  expect(run).toMatchObject({ state: 'complete', attempts: 1 })
  const [meetings] = await queryRows<{ last: number }>(db, sql`select last_value::int as last from meetings`)
  expect(meetings?.last).toBeGreaterThan(4)
  const disturbed = await dumpState(db, connectionId)
  await pass(context, connectionId, 'replay')
  expect(disturbed).toEqual(await dumpState(db, connectionId))
}, 60_000)

test('what somebody stores while a replay goes on is not set back by it, whenever that is', async () => {
  const { db } = database
  const { context } = await openWorkplace(db)
  const [item] = await queryRows<{ externalId: string }>(
    db,
    sql`
    select external_id as "externalId" from work_item
    where connection_id = ${connectionId} and visibility = 'visible' and target_day is null order by id limit 1`,
  )
  const externalId = item?.externalId ?? ''
  const by = standIn.organization.state.people[0]?.email ?? ''
  // So that a replay is a few transactions.
  await db.execute(sql`
    delete from raw_record where connection_id = ${connectionId} and external_id not like ${`${externalId}@%`}`)
  const opened = await context.open(connectionId, context.signal)
  for (let nth = 1; nth <= 8; nth += 1) {
    const day = `2031-05-0${nth}`
    moveTargetDate(standIn.organization, { id: Number(externalId), by, to: day })
    const readTicket = await takeReadTicket(db)
    const fetched = await opened.source.fetch([{ kind: 'work_item', externalId }])
    let begun = 0
    /** Before the nth transaction of the replay. */
    const disturbed = new Proxy(db, {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        if (name !== 'transaction') return value.bind(target)
        return async (...parameters: Parameters<typeof db.transaction>) => {
          begun += 1
          if (begun === nth) await applyFetched({ ...context, ...opened, connectionId }, fetched, readTicket)
          return target.transaction(...parameters)
        }
      },
    })
    await pass({ ...context, db: disturbed }, connectionId, 'replay')
    if (begun < nth) break
    const stored = await queryRows<{ day: string | null }>(
      db,
      sql`select target_day::text as day from work_item where connection_id = ${connectionId} and external_id = ${externalId}`,
    )
    expect(stored, `before transaction ${nth}`).toEqual([{ day }])
  }
  await opened.source.close()
}, 60_000)
