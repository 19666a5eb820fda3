import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { sweep } from '../../jobs/sweep.ts'
import { claimKey } from '../../src/store/access/idempotency-keys.ts'
import { createSession, findSession } from '../../src/store/access/sessions.ts'
import { createToken } from '../../src/store/access/tokens.ts'
import { createTestDatabase } from '../database.ts'
import { openWorkplace } from '../flows/connections.ts'

test('the sweeper forgets who was signed in when the session has expired', async () => {
  const { db, drop } = await createTestDatabase()
  try {
    const token = await createToken(db, 'page')
    await createSession(db, token.id)
    await db.execute(sql`update session set expires_at = now() - interval '1 s'`)
    const standing = await createSession(db, token.id)
    const { context } = await openWorkplace(db)
    await sweep.run({}, context)
    expect(await db.execute(sql`select 1 from session`)).toHaveLength(1)
    expect(await findSession(db, standing.id)).not.toBeNull()
  } finally {
    await drop()
  }
})

test('the sweeper forgets what changed more than an hour ago', async () => {
  const { db, drop } = await createTestDatabase()
  try {
    await db.execute(sql`insert into change_mark (topic, noted_at) values ('alerts', now() - interval '61 minutes')`)
    await db.execute(
      sql`insert into change_mark (topic, noted_at) values ('milestones', now() - interval '59 minutes')`,
    )
    const { context } = await openWorkplace(db)
    await sweep.run({}, context)
    expect(await db.execute(sql`select topic from change_mark`)).toEqual([{ topic: 'milestones' }])
  } finally {
    await drop()
  }
})

test('the sweeper forgets keys of requests, and what was answered, after a day', async () => {
  const { db, drop } = await createTestDatabase()
  try {
    const { id: tokenId } = await createToken(db, 'script')
    const claim = (key: string) => claimKey(db, { tokenId, key, holder: tokenId }, '')
    await claim('old')
    await db.execute(sql`update idempotency_key set created_at = now() - interval '24 hours 1 minute'`)
    await claim('new')
    const { context } = await openWorkplace(db)
    await sweep.run({}, context)
    expect(await db.execute(sql`select key from idempotency_key`)).toEqual([{ key: 'new' }])
  } finally {
    await drop()
  }
})
