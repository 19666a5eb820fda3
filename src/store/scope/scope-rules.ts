import { asc, eq, inArray } from 'drizzle-orm'
import { scopeRule } from '../../../drizzle/schema/portfolio.ts'
import type { ScopeRule } from '../../portfolio/initiative.ts'
import type { Queryable } from '../database.ts'

/** Replaces the rules of an initiative. Call refreshScope afterwards: until then the old ones hold. */
export async function saveScopeRules(db: Queryable, initiativeId: string, rules: readonly ScopeRule[]): Promise<void> {
  await db.transaction(async transaction => {
    await transaction.delete(scopeRule).where(eq(scopeRule.initiativeId, initiativeId))
    if (rules.length > 0) await transaction.insert(scopeRule).values(rules.map(rule => ({ ...rule, initiativeId })))
  })
}

/** Rules by initiative; one without rules is not in the map. */
export async function listScopeRules(
  db: Queryable,
  initiativeIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ScopeRule[]>> {
  const byInitiative = new Map<string, ScopeRule[]>()
  if (initiativeIds.length === 0) return byInitiative
  const rows = await db
    .select()
    .from(scopeRule)
    .where(inArray(scopeRule.initiativeId, [...initiativeIds]))
    .orderBy(asc(scopeRule.effect), asc(scopeRule.selector), asc(scopeRule.value), asc(scopeRule.id))
  for (const { initiativeId, effect, connectionId, selector, value, project } of rows) {
    const rule = { effect, connectionId, selector, value, project }
    const rules = byInitiative.get(initiativeId)
    if (rules === undefined) byInitiative.set(initiativeId, [rule])
    else rules.push(rule)
  }
  return byInitiative
}
