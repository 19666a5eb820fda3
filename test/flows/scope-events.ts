import { eq, sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { scopeEvent, scopeEventsKept } from '../../drizzle/schema/scope-event.ts'
import { project } from '../../drizzle/schema/work.ts'
import type { Queryable } from '../../src/store/database.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { keepEvents } from '../../src/store/scope/scope-events.ts'
import { saveScopeRules } from '../../src/store/scope/scope-rules.ts'
import { seedInitiative } from '../store/seed.ts'

/** An initiative over half of a connection's projects, whose events are kept from now on. */
export async function keepHalf(db: Queryable, connectionId: string, at: Date): Promise<string> {
  const projects = await db
    .select()
    .from(project)
    .where(eq(project.connectionId, connectionId))
    .orderBy(project.externalId)
  const half = projects.filter((_, index) => index % 2 === 0)
  const id = await seedInitiative(db, `Half of ${connectionId}`)
  const rules = half.map(({ externalId }) => ({ connectionId, value: externalId, project: null }))
  await saveScopeRules(
    db,
    id,
    rules.map(rule => ({ effect: 'include', selector: 'project', ...rule })),
  )
  await refreshScope(db, at.toISOString(), null)
  await keepEvents(db, id)
  return id
}

const list = (db: Queryable, initiativeId: string) =>
  db.select().from(scopeEvent).where(eq(scopeEvent.initiativeId, initiativeId)).orderBy(sql`scope_event`)

/** What was kept with each change is what follows from the whole history; true when something was kept all the time. */
export async function expectKeptEvents(db: Queryable, initiativeId: string): Promise<boolean> {
  const isKept = eq(scopeEventsKept.initiativeId, initiativeId)
  if ((await db.delete(scopeEventsKept).where(isKept).returning()).length === 0) return false
  const kept = await list(db, initiativeId)
  await db.delete(scopeEvent).where(eq(scopeEvent.initiativeId, initiativeId))
  await keepEvents(db, initiativeId)
  const found = await list(db, initiativeId)
  expect(kept).toEqual(found)
  return found.length > 0
}
