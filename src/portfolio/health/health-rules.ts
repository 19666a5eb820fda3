import { DEFAULT_HEALTH_RULES, type HealthRules } from './health.ts'

/** Thresholds that somebody set; those left out are the code's own. */
export type GivenRules = Partial<Pick<HealthRules, 'improveAfterEvaluations'>> & {
  readonly [Group in RuleGroup]?: Partial<HealthRules[Group]>
}

type RuleGroup = Exclude<keyof HealthRules, 'version' | 'improveAfterEvaluations'>

export function fillRules(given: GivenRules, version: number): HealthRules {
  const { schedule, cost, scope, quality, risk, compliance, data, improveAfterEvaluations } = DEFAULT_HEALTH_RULES
  return {
    version: `${version}`,
    schedule: { ...schedule, ...given.schedule },
    cost: { ...cost, ...given.cost },
    scope: { ...scope, ...given.scope },
    quality: { ...quality, ...given.quality },
    risk: { ...risk, ...given.risk },
    compliance: { ...compliance, ...given.compliance },
    data: { ...data, ...given.data },
    improveAfterEvaluations: given.improveAfterEvaluations ?? improveAfterEvaluations,
  }
}

/** What cannot be meant: an amber limit beyond the red one would never show. A path and what is expected of it. */
export function findContradictions(rules: HealthRules): readonly { field: string; expected: string }[] {
  const { schedule, cost, scope, quality, risk } = rules
  const { amberPerformance, redPerformance } = schedule
  return [
    // The lower, the worse: here amber comes first.
    ...(amberPerformance >= redPerformance
      ? []
      : [
          {
            field: 'schedule.amberPerformance',
            expected: `must not be below schedule.redPerformance, which is ${redPerformance}`,
          },
        ]),
    ...contradict('cost', 'Overrun', cost.amberOverrun, cost.redOverrun),
    ...contradict('scope', 'Growth', scope.amberGrowth, scope.redGrowth),
    ...contradict('quality', 'ReopenRate', quality.amberReopenRate, quality.redReopenRate),
    ...contradict('quality', 'DefectShare', quality.amberDefectShare, quality.redDefectShare),
    ...contradict('quality', 'EscapedShare', quality.amberEscapedShare, quality.redEscapedShare),
    ...contradict('quality', 'DefectAgeDays', quality.amberDefectAgeDays, quality.redDefectAgeDays),
    ...contradict('risk', 'Exposure', risk.amberExposure, risk.redExposure),
  ]
}

function contradict(group: string, limit: string, amber: number, red: number) {
  if (amber <= red) return []
  return [{ field: `${group}.amber${limit}`, expected: `must not be above ${group}.red${limit}, which is ${red}` }]
}
