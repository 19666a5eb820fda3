import { Type } from 'typebox'
import type { Assessment as AssessmentValue, MilestoneAssessment as MilestoneValue } from '../portfolio/assessment.ts'
import type { Slip } from '../portfolio/milestone/milestone.ts'
import { SHARE_BASES } from '../portfolio/progress/weight.ts'
import type { Queryable } from '../store/database.ts'
import type { HealthOverride } from '../store/portfolio/health-overrides.ts'
import { listNames } from '../store/portfolio/list-names.ts'
import { Coverage, Health, MilestoneAssessment, Progress } from './conclusion.ts'
import { EarnedValue } from './earned-value.ts'
import { type Explain, ExplainSchema } from './explain.ts'
import { nullable, word } from './field.ts'
import { Findings } from './finding.ts'
import { StandingOverride } from './override.ts'

/* An assessment holds ids, as names change; what it is shown with are those of today. */

interface Named extends Omit<AssessmentValue, 'byTracker' | 'milestones'> {
  readonly byTracker: readonly (AssessmentValue['byTracker'][number] & { readonly name: string | null })[]
  readonly milestones: readonly (Omit<MilestoneValue, 'slips'> & {
    readonly slips: readonly (Slip & { readonly byPersonName: string | null })[]
  })[]
}

const Moved = Type.Object({
  ...MilestoneAssessment.properties.slips.items.properties,
  byPersonName: nullable(Type.String({ description: 'Null where nobody says who.' })),
})

export const Assessment = Type.Unsafe<Named & { readonly override: HealthOverride | null; readonly explain: Explain }>(
  Type.Object({
    initiativeId: Type.String(),
    statusAt: Type.String(),
    progress: Progress,
    byTracker: Type.Array(
      Type.Object({
        connectionId: Type.String(),
        name: nullable(Type.String({ description: 'Null: it was removed.' })),
        progress: Progress,
        share: Type.Number(),
        shareBasis: word(SHARE_BASES),
      }),
    ),
    milestones: Type.Array(Type.Object({ ...MilestoneAssessment.properties, slips: Type.Array(Moved) })),
    nextMilestoneId: nullable(Type.String()),
    health: Health,
    override: StandingOverride,
    coverage: Coverage,
    findings: Findings,
    earnedValue: EarnedValue,
    explain: ExplainSchema,
  }),
)

export async function nameAssessment(db: Queryable, assessment: AssessmentValue): Promise<Named> {
  const { byTracker, milestones } = assessment
  const nameOf = await listNames(db, [
    ...byTracker.map(({ connectionId }) => connectionId),
    ...milestones.flatMap(({ slips }) => slips.map(({ byPersonId }) => byPersonId)),
  ])
  return {
    ...assessment,
    byTracker: byTracker.map(each => ({ ...each, name: nameOf(each.connectionId) })),
    milestones: milestones.map(milestone => ({
      ...milestone,
      slips: milestone.slips.map(slip => ({ ...slip, byPersonName: nameOf(slip.byPersonId) })),
    })),
  }
}

/** Whether nobody in it is without a name who might get one later. */
export const hasAllNames = ({ byTracker, milestones }: Named): boolean =>
  byTracker.every(({ name }) => name !== null) &&
  milestones.every(({ slips }) => slips.every(slip => slip.byPersonId === null || slip.byPersonName !== null))
