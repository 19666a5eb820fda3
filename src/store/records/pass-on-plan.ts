import type { DependencyFacts } from '../../portfolio/dependency/dependency.ts'
import type { Plan } from '../../portfolio/forecast/plan.ts'
import type { Queryable } from '../database.ts'
import { listDependents, savePlan } from '../portfolio/initiative-plans.ts'

/**
 * Keeps the plan and says which other initiatives have to be assessed because of it: those that depend on it, when it is
 * another than before, and those that do not yet know that something of theirs is waited for.
 */
export async function passOnPlan(
  db: Queryable,
  plan: Plan,
  { links, others }: DependencyFacts,
): Promise<readonly string[]> {
  const { initiativeId } = plan
  const needs = new Set<string>()
  const unaware = new Set<string>()
  const waitedFor = new Set(plan.waits.map(wait => wait.providerId))
  const planned = new Set(others.flatMap(other => other.nodes.map(node => node.id)))
  for (const { provider } of links) {
    if (!waitedFor.has(provider.id) || provider.initiativeId === null || provider.initiativeId === initiativeId)
      continue
    needs.add(provider.initiativeId)
    if (!planned.has(provider.id)) unaware.add(provider.initiativeId)
  }
  const isNew = await savePlan(db, plan, [...needs])
  const dependents = isNew ? await listDependents(db, initiativeId) : []
  return [...new Set([...dependents, ...unaware])].toSorted()
}
