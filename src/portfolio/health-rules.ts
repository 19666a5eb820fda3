import { DEFAULT_HEALTH_RULES, type HealthRules } from './health.ts'

/** Thresholds that somebody set; those left out are the code's own. */
export type GivenRules = Partial<Pick<HealthRules, 'improveAfterEvaluations'>> & {
  readonly [Group in RuleGroup]?: Partial<HealthRules[Group]>
}

type RuleGroup = Exclude<keyof HealthRules, 'version' | 'improveAfterEvaluations'>

export function fillRules(given: GivenRules, version: number): HealthRules {
  const { scope, data, improveAfterEvaluations } = DEFAULT_HEALTH_RULES
  return {
    version: `${version}`,
    scope: { ...scope, ...given.scope },
    data: { ...data, ...given.data },
    improveAfterEvaluations: given.improveAfterEvaluations ?? improveAfterEvaluations,
  }
}

/** What cannot be meant: an amber limit beyond the red one would never show. A path and what is expected of it. */
export function findContradictions({ scope }: HealthRules): readonly { field: string; expected: string }[] {
  return [contradiction('scope', 'amberGrowth', scope.amberGrowth, 'redGrowth', scope.redGrowth)].flat()
}

function contradiction(group: string, amber: string, amberLimit: number, red: string, redLimit: number) {
  if (amberLimit <= redLimit) return []
  return [{ field: `${group}.${amber}`, expected: `must not be above ${group}.${red}, which is ${redLimit}` }]
}
