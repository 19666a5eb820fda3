import type { Day } from './calendar.ts'
import type { DependencyAssessment } from './dependency/assess-dependencies.ts'
import type { HealthRules } from './health/health.ts'
import { measureQuality, type Quality } from './health/quality.ts'
import type { InitiativeFacts } from './initiative.ts'
import type { InitiativeRecord } from './initiative-record.ts'
import type { ItemTree } from './item-tree.ts'
import { baselineOf, isAchieved } from './milestone/milestone.ts'
import { type BusinessValue, sumBusinessValue } from './progress/business-value.ts'
import { type FoundRisk, findRisks, type RiskGround } from './risk/auto-risk.ts'
import { type Compliance, measureCompliance } from './risk/compliance.ts'
import { measureScopeGrowth, type ScopeGrowth } from './scope/scope-growth.ts'
import { drawScopeLines } from './scope/scope-line.ts'

/** What its control is about, beside progress and dates. A part is null in conclusions of before it was concluded. */
export interface Findings {
  readonly quality: Quality | null
  readonly scopeGrowth: ScopeGrowth | null
  /** What our rules found, whether or not a person accepted it. */
  readonly risks: readonly FoundRisk[] | null
  readonly compliance: Compliance | null
  readonly businessValue: BusinessValue | null
}

export const NO_FINDINGS: Findings = {
  quality: null,
  scopeGrowth: null,
  risks: null,
  compliance: null,
  businessValue: null,
}

export function findOut(
  { id, record, milestones }: InitiativeFacts,
  tree: ItemTree,
  options: {
    readonly statusAt: string
    readonly today: Day
    readonly rules: HealthRules
    readonly dependencies: DependencyAssessment
  },
) {
  const { statusAt, today, rules } = options
  const violated = options.dependencies.open.filter(
    ({ status, consumer }) => status === 'violated' && consumer.initiativeId === id,
  )
  const lines = drawScopeLines(record.lives)
  const firstReleaseDay = milestones
    .filter(each => each.source === 'release' && isAchieved(each, today))
    .map(({ actualDay }) => actualDay)
    .reduce((first, day) => (first === null || (day !== null && day < first) ? day : first), null)
  return {
    quality: measureQuality(lines, { statusAt, windowDays: rules.quality.windowDays, firstReleaseDay }),
    scopeGrowth: measureScopeGrowth(lines, {
      statusAt,
      planningDays: rules.scope.planningDays,
      baselineAt: record.baselineAt,
    }),
    ...findPresent(record, { tree, milestones, violated }, { statusAt, rules }),
  } satisfies Findings
}

/** What stands on the register, on who is to do what and when it was touched: of the past nobody knows that any more. */
function findPresent(
  { present, baselineAt }: InitiativeRecord,
  { tree, milestones, violated }: Pick<RiskGround, 'tree' | 'violated'> & Pick<InitiativeFacts, 'milestones'>,
  { statusAt, rules }: { readonly statusAt: string; readonly rules: HealthRules },
): Pick<Findings, 'risks' | 'compliance' | 'businessValue'> {
  if (present === null) return { risks: null, compliance: null, businessValue: null }
  const planningDays = rules.scope.planningDays
  const hasBaseline = baselineAt !== null || milestones.some(each => baselineOf(each.dates, each.baselineDay) !== null)
  return {
    risks: findRisks({ tree, violated, ...present }, { statusAt, rules: rules.risk, planningDays }),
    compliance: measureCompliance(
      { tree, milestones, record: present, hasBaseline },
      { statusAt, rules: rules.compliance },
    ),
    businessValue: sumBusinessValue(tree, present.businessValues),
  }
}
