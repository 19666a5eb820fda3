import { assess, type Summary } from '../../portfolio/assessment.ts'
import type { ToldDependencies } from '../../portfolio/dependency/fold-dependencies.ts'
import { FORECAST_SEED } from '../../portfolio/forecast/random.ts'
import type { PortfolioNode } from '../../portfolio/initiative.ts'
import type { Queryable } from '../database.ts'
import {
  listAssessmentsAsOf,
  listDependenciesAsOf,
  listSummariesAsOf,
  type StoredAssessment,
  type StoredAssessments,
} from './assessments.ts'
import { loadPastFacts } from './facts.ts'
import { healthRules } from './health-rules.ts'
import { loadPastDependencies } from './past-dependencies.ts'

type Initiatives = readonly Pick<PortfolioNode, 'id' | 'name'>[]

/**
 * What holds for each initiative at an instant. What was concluded by then is repeated as it was, whatever is known by now.
 * Before an initiative was first assessed nothing had been concluded: then the same rules are applied to the intervals,
 * which end at that instant. Health has no evaluation before it to hold on to there.
 */
export async function concludeAsOf(db: Queryable, initiatives: Initiatives, asOf: string): Promise<StoredAssessments> {
  return addFromHistory(db, await listAssessmentsAsOf(db, idsOf(initiatives), asOf), initiatives, asOf)
}

/** The same, in short. */
export async function summarizeAsOf(
  db: Queryable,
  initiatives: Initiatives,
  asOf: string,
): Promise<StoredAssessments<Summary>> {
  return addFromHistory(db, await listSummariesAsOf(db, idsOf(initiatives), asOf), initiatives, asOf)
}

/**
 * What was said about the dependencies of each initiative. Of one that nothing waits for and that waits for nothing, the items
 * are not read to say so.
 */
export async function tellDependenciesAsOf(
  db: Queryable,
  initiatives: Initiatives,
  asOf: string,
): Promise<ReadonlyMap<string, ToldDependencies>> {
  const told = new Map<string, ToldDependencies>(await listDependenciesAsOf(db, idsOf(initiatives), asOf))
  for (const initiative of initiatives) {
    if (told.has(initiative.id)) continue
    const { links } = await loadPastDependencies(db, initiative.id, asOf)
    const found = links.length === 0 ? null : (await concludeFromHistory(db, initiative, asOf)).assessment.dependencies
    told.set(initiative.id, found ?? NOTHING_TOLD)
  }
  return told
}

const NOTHING_TOLD: ToldDependencies = { open: [], cycles: [] }

const idsOf = (initiatives: Initiatives): readonly string[] => initiatives.map(({ id }) => id)

async function addFromHistory<Told extends Summary>(
  db: Queryable,
  stored: StoredAssessments<Told>,
  initiatives: Initiatives,
  asOf: string,
): Promise<ReadonlyMap<string, StoredAssessment<Told> | StoredAssessment>> {
  const conclusions = new Map<string, StoredAssessment<Told> | StoredAssessment>(stored)
  for (const initiative of initiatives) {
    // One after the other: each may hold thousands of items.
    if (!stored.has(initiative.id)) conclusions.set(initiative.id, await concludeFromHistory(db, initiative, asOf))
  }
  return conclusions
}

async function concludeFromHistory(
  db: Queryable,
  initiative: Pick<PortfolioNode, 'id' | 'name'>,
  asOf: string,
): Promise<StoredAssessment> {
  const [facts, rules] = await Promise.all([loadPastFacts(db, initiative, asOf), healthRules.load(db, initiative.id)])
  const assessment = assess(facts, { statusAt: asOf, seed: FORECAST_SEED, rules, previous: null })
  return { assessment, statusAt: asOf, confirmedAt: asOf, basis: 'history' }
}
