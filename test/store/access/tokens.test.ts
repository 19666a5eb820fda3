import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToken, findToken, saveToken } from '../../../src/store/access/tokens.ts'
import { createTestDatabase } from '../../database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('a token opens, one that differs in one character does not, and the database holds neither', async () => {
  const { token, id } = await createToken(database.db, 'dashboard')
  expect(token).toMatch(/^mp_[\w-]{43}$/)
  expect(await findToken(database.db, token)).toEqual({ id, name: 'dashboard' })
  expect(await findToken(database.db, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeNull()
  expect(JSON.stringify(await database.db.execute(sql`select * from api_token`))).not.toContain(token)
})

test('the same given token at every start is one token', async () => {
  const first = await saveToken(database.db, 'ADMIN_TOKEN', 'a-token-from-the-environment')
  expect(await saveToken(database.db, 'ADMIN_TOKEN', 'a-token-from-the-environment')).toEqual(first)
})

test('its last use is noted, at most once a minute', async () => {
  const { token } = await createToken(database.db, 'script')
  await findToken(database.db, token)
  const usedAt = async () =>
    (await database.db.execute(sql`select last_used_at from api_token where name = 'script'`))[0]
  const first = await usedAt()
  expect(first).toMatchObject({ last_used_at: expect.any(String) })
  await findToken(database.db, token)
  expect(await usedAt()).toEqual(first)
})
