import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSession, findSession, removeExpiredSessions } from '../../../src/store/access/sessions.ts'
import { createToken } from '../../../src/store/access/tokens.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'

let database: TestDatabase
let token: Awaited<ReturnType<typeof createToken>>
let id: string

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.db.execute(sql`delete from api_token`)
  token = await createToken(database.db, 'page')
  id = (await createSession(database.db, token.id)).id
})
afterAll(() => database.drop())

const setAges = (createdAgo: string, expiresIn: string) =>
  database.db.execute(
    sql`update session set created_at = now() - ${createdAgo}::interval, expires_at = now() + ${expiresIn}::interval`,
  )

/** In how many hours the session expires, to a tenth; null when it opens nothing. */
async function readHoursLeft(): Promise<number | null> {
  const found = await findSession(database.db, id)
  return found === null ? null : Math.round((Date.parse(found.expiresAt) - Date.now()) / 360_000) / 10
}

test('a session lasts 12 hours and says whose token it came from', async () => {
  expect(await findSession(database.db, id)).toMatchObject({ token: { id: token.id, name: 'page' } })
  expect(await readHoursLeft()).toBe(12)
  expect(await findSession(database.db, `${id}x`)).toBeNull()
})

test('being used makes it last, but never longer than 7 days', async () => {
  await setAges('3 hours', '9 hours')
  expect(await readHoursLeft()).toBe(12)
  await setAges('6 days 20 hours', '1 hour')
  expect(await readHoursLeft()).toBe(4)
  await setAges('6 days 20 hours', '4 hours')
  expect(await readHoursLeft()).toBe(4)
})

test('each look does not write: what was used a minute ago is left as it is', async () => {
  await setAges('1 minute', '11 hours 59 minutes')
  const read = () => database.db.execute(sql`select xmin, expires_at from session`)
  const before = await read()
  expect(await readHoursLeft()).toBe(12)
  expect(await read()).toEqual(before)
})

test('one that has expired opens nothing and is swept away; the others stay', async () => {
  await setAges('13 hours', '-1 second')
  expect(await readHoursLeft()).toBeNull()
  const other = await createSession(database.db, token.id)
  await removeExpiredSessions(database.db)
  expect(await database.db.execute(sql`select 1 from session`)).toHaveLength(1)
  expect(await findSession(database.db, other.id)).not.toBeNull()
})

test('a token that is revoked takes its sessions with it', async () => {
  await database.db.execute(sql`delete from api_token where id = ${token.id}`)
  expect(await readHoursLeft()).toBeNull()
})
