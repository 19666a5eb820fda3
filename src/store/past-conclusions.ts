import { assess } from '../portfolio/assessment.ts'
import type { PortfolioNode } from '../portfolio/initiative.ts'
import { FORECAST_SEED } from '../portfolio/random.ts'
import { listAssessmentsAsOf, type StoredAssessment } from './assessments.ts'
import type { Queryable } from './database.ts'
import { loadPastFacts } from './facts.ts'
import { loadHealthRules } from './health-rules.ts'

/**
 * What holds for each initiative at an instant. What was concluded by then is repeated as it was, whatever is known by now.
 * Before an initiative was first assessed nothing had been concluded: then the same rules are applied to the intervals,
 * which end at that instant. Health has no evaluation before it to hold on to there.
 */
export async function concludeAsOf(
  db: Queryable,
  initiatives: readonly Pick<PortfolioNode, 'id' | 'name'>[],
  asOf: string,
): Promise<ReadonlyMap<string, StoredAssessment>> {
  const stored = await listAssessmentsAsOf(
    db,
    initiatives.map(({ id }) => id),
    asOf,
  )
  const conclusions = new Map<string, StoredAssessment>()
  for (const initiative of initiatives) {
    const known = stored.get(initiative.id)
    if (known !== undefined) conclusions.set(initiative.id, known)
    // One after the other: each may hold thousands of items.
    else conclusions.set(initiative.id, await concludeFromHistory(db, initiative, asOf))
  }
  return conclusions
}

async function concludeFromHistory(
  db: Queryable,
  initiative: Pick<PortfolioNode, 'id' | 'name'>,
  asOf: string,
): Promise<StoredAssessment> {
  const [facts, rules] = await Promise.all([loadPastFacts(db, initiative, asOf), loadHealthRules(db, initiative.id)])
  const assessment = assess(facts, { statusAt: asOf, seed: FORECAST_SEED, rules, previous: null })
  return { assessment, statusAt: asOf, confirmedAt: asOf, basis: 'history' }
}
