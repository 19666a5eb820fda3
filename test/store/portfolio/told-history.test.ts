import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addDays, dayOf } from '../../../src/portfolio/calendar.ts'
import { standingOf } from '../../../src/portfolio/portfolio-trend.ts'
import { removeConnection } from '../../../src/store/access/remove-connection.ts'
import { queryRows } from '../../../src/store/database.ts'
import { markInitiativesDue } from '../../../src/store/portfolio/assessment-due.ts'
import { healthRules } from '../../../src/store/portfolio/health-rules.ts'
import { changeInitiative } from '../../../src/store/portfolio/save-initiative.ts'
import {
  beginHistory,
  concludeHistory,
  findUntold,
  listUntold,
  saveStanding,
} from '../../../src/store/portfolio/told-history.ts'
import { saveScopeRules } from '../../../src/store/scope/scope-rules.ts'
import { createTestDatabase } from '../../database.ts'
import { assessed } from '../../portfolio/trees.ts'
import { seedConnection, seedInitiative, seedItem, seedProject } from '../seed.ts'

const FIRST = '2026-03-10'
const AT = '2026-03-11T09:00:00.000Z'
const TODAY = dayOf(AT)
const DAYS = [-4, -3, -2, -1].map(days => addDays(FIRST, days))

let database: Awaited<ReturnType<typeof createTestDatabase>>
let connectionId: string
let projectId: string
let initiativeId: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  const { db } = database
  await db.execute(sql`truncate connection, portfolio_node, initiative_item cascade`)
  connectionId = await seedConnection(db, 'Jira')
  projectId = await seedProject(db, connectionId, 'PAY')
  initiativeId = await seedInitiative(db, 'Payments')
  const rule = { effect: 'include', connectionId, selector: 'project', value: 'PAY', project: null } as const
  await saveScopeRules(db, initiativeId, [rule])
  await beginHistory(db, initiativeId, FIRST)
  const untold = await findUntold(db, initiativeId, TODAY)
  if (untold === null) throw new Error('there is nothing to tell')
  const standing = standingOf(assessed({ id: initiativeId, items: [] }))
  for (const day of DAYS) await saveStanding(db, { initiativeId, changedAt: untold.changedAt, day }, standing)
  await concludeHistory(db, initiativeId, untold, null)
  expect(await listTold()).toEqual([DAYS, []])
})

/** The days of which it is told how the initiative stood, and what is to be told. */
async function listTold(): Promise<readonly [readonly string[], readonly string[]]> {
  const rows = await queryRows<{ day: string }>(
    database.db,
    sql`select (at at time zone 'UTC')::date::text as day from history_standing order by at`,
  )
  return [rows.map(({ day }) => day), await listUntold(database.db, null, TODAY)]
}

const touch = async (createdAt: string) => {
  const id = await seedItem(database.db, connectionId, projectId, 'PAY-1', { createdAt })
  await markInitiativesDue(database.db, { touchedItemIds: [id], touchedDateIds: [] }, AT)
}

test('an item that joins as if it had always been there changes what is told from then on', async () => {
  await touch(`${DAYS[1]}T12:00:00.000Z`)
  expect(await listTold()).toEqual([DAYS.slice(0, 1), [initiativeId]])
})

test('an item that is newer than the first conclusion changes nothing that was told', async () => {
  await touch(AT)
  expect(await listTold()).toEqual([DAYS, []])
})

test('other weights have it told again, another name does not', async () => {
  const change = (scope: object, values: object = {}) => changeInitiative(database.db, initiativeId, values, scope, AT)
  await change({}, { name: 'Payments 2' })
  expect(await listTold()).toEqual([DAYS, []])
  await change({ trackerWeights: [{ connectionId, weight: 2 }] })
  expect(await listTold()).toEqual([[], [initiativeId]])
})

test('other thresholds of health have it told again', async () => {
  await healthRules.save(database.db, initiativeId, {}, { by: 'test', at: AT })
  expect(await listTold()).toEqual([[], [initiativeId]])
})

test('a connection that is removed takes its part of the history with it', async () => {
  await removeConnection(database.db, connectionId, AT)
  expect(await listTold()).toEqual([[], [initiativeId]])
})
