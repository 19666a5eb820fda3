import { type Assessment, assess } from '../../src/portfolio/assessment.ts'
import { DEFAULT_HEALTH_RULES } from '../../src/portfolio/health/health.ts'
import type { InitiativeFacts, PortfolioNode } from '../../src/portfolio/initiative.ts'
import type { RollupNode } from '../../src/portfolio/rollup.ts'
import { initiative, pointed, tracker } from './facts.ts'

export const node = (
  id: string,
  kind: PortfolioNode['kind'],
  parentId: string | null,
  weight: number | null = null,
): PortfolioNode => ({
  id,
  kind,
  name: `The ${id}`,
  parentId,
  weight,
})

export function assessed(set: Partial<InitiativeFacts> & { readonly id: string }): Assessment {
  const options = { statusAt: '2027-01-11T09:00:00.000Z', seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }
  return assess(initiative({ trackers: [tracker('jira')], ...set }), options)
}

/** An initiative of so many points, of which so many are done. */
export const points = (id: string, done: number, total: number): Assessment =>
  assessed({ id, items: [pointed(`${id}-a`, done, { state: 'done' }), pointed(`${id}-b`, total - done)] })

export const byId = (assessments: readonly Assessment[]) =>
  new Map(assessments.map(entry => [entry.initiativeId, entry]))

export function only(rollups: readonly RollupNode[]): RollupNode {
  const [root] = rollups
  if (root === undefined || rollups.length !== 1) throw new Error(`test: ${rollups.length} roots`)
  return root
}
