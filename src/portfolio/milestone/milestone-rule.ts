/** Where the trackers' milestones may come from; those that people enter are always there. */
export const RULE_SOURCES = ['release', 'work_item', 'iteration'] as const
export type RuleSource = (typeof RULE_SOURCES)[number]

/** Which subjects of a source are milestones. */
export interface MilestoneRule {
  readonly source: RuleSource
  /** The whole name (of an iteration also its path), without case; `*` stands for any text. Null: all of them. */
  readonly name: string | null
}

/** What holds where nobody says otherwise: a team's every iteration is no milestone to a PMO. */
export const DEFAULT_MILESTONE_RULES: readonly MilestoneRule[] = [
  { source: 'release', name: null },
  { source: 'work_item', name: null },
]
