import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { verifyAuditEntries } from '../../src/store/access/audit-entries.ts'
import type { Ground } from './ground.ts'

/** Every route that may change something was asked, and each has left its entries; receivers of trackers leave none. */
export async function expectAudited({ database: { db }, operations }: Ground): Promise<void> {
  const written = await db.execute(
    sql`select distinct o.method || ' ' || o.route as name from audit_entry o
        join audit_entry a on a.entry = o.asked and a.method = o.method and a.route = o.route and a.status is null
        where o.status < 300`,
  )
  const changing = operations.filter(({ method, path }) => method !== 'GET' && !path.includes('/webhooks/{'))
  const names = changing.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
  expect(written.map(({ name }) => name).sort()).toEqual(names.sort())
  expect(await verifyAuditEntries(db)).toMatchObject({ brokenAt: null })
}
