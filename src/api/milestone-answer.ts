import { Type } from 'typebox'
import type { MilestoneAssessment, Summary } from '../portfolio/assessment.ts'
import { dayOf } from '../portfolio/calendar.ts'
import { groupBy } from '../portfolio/group-by.ts'
import { MILESTONE_SOURCES } from '../portfolio/initiative.ts'
import { MILESTONE_STATUSES, measureSlips } from '../portfolio/milestone/milestone.ts'
import { findMilestoneConflicts, type NamedMilestone } from '../portfolio/milestone/milestone-conflict.ts'
import { listMilestoneOrigins } from '../store/milestone/milestone-origins.ts'
import { listMilestonesOf, type StoredMilestone } from '../store/milestone/milestones.ts'
import { listSummariesAsOf, type StoredAssessments } from '../store/portfolio/assessments.ts'
import { summarizeAsOf } from '../store/portfolio/past-conclusions.ts'
import { listNodes } from '../store/portfolio/portfolio-nodes.ts'
import { Forecast, HitRate } from './conclusion.ts'
import type { Dependencies } from './dependencies.ts'
import { requireFound } from './errors.ts'
import { ExplainSchema } from './explain.ts'
import { Id, nullable, word, wordOrNull } from './field.ts'

const Conflict = Type.Object({
  milestoneId: Id,
  source: word(MILESTONE_SOURCES),
  connectionId: nullable(Type.String()),
  day: Type.String(),
  yields: Type.Boolean({
    description: 'The date of this milestone holds against the other one, by the order of sources.',
  }),
})

const SlipMetrics = Type.Object({
  totalDays: nullable(Type.Integer()),
  lastDays: nullable(Type.Integer({ description: 'Of the last move.' })),
  moves: Type.Integer(),
  velocity: nullable(
    Type.Number({ description: 'Days lost for each day since it first had a date; 1: it never comes closer.' }),
  ),
  silentDays: nullable(Type.Integer({ description: 'How far the P80 forecast lies beyond a date nobody moved.' })),
  explain: ExplainSchema,
})

export const ShownDay = nullable(Type.String({ description: 'YYYY-MM-DD' }))

export const Milestone = Type.Object({
  id: Id,
  initiativeId: Id,
  initiativeName: nullable(Type.String()),
  name: Type.String(),
  source: word(MILESTONE_SOURCES),
  subjectId: nullable(Type.String({ description: 'The release or work item whose date it is.' })),
  connectionId: nullable(Type.String({ description: 'Null: the PMO entered it.' })),
  trackerName: nullable(Type.String()),
  trackerKind: nullable(Type.String()),
  url: nullable(Type.String({ description: 'Page in the tracker of what its date is taken from.' })),
  importance: word(['normal', 'high']),
  toleranceDays: Type.Integer(),
  baselineDay: ShownDay,
  isBaselineApproved: Type.Boolean({
    description: 'The baseline is that of the approved plan; only a new baseline of the initiative changes it.',
  }),
  currentDay: ShownDay,
  actualDay: ShownDay,
  status: wordOrNull(MILESTONE_STATUSES),
  movedByDays: nullable(Type.Integer({ description: 'Current against baseline.' })),
  silentSlipDays: nullable(Type.Integer({ description: 'How far the P80 forecast lies beyond a date nobody moved.' })),
  moves: Type.Integer({ description: 'How often the date was moved.' }),
  slip: SlipMetrics,
  conflicts: Type.Array(Conflict, {
    description: 'Other sources that give the milestone of this name in this initiative another date.',
  }),
  forecast: Type.Union([Forecast, Type.Null({ description: 'Not assessed yet.' })]),
  hitRate: HitRate,
  retiredAt: nullable(Type.String({ description: 'Its subject left the scope then.' })),
  createdAt: Type.String(),
})

/** Of one that was deleted just now. */
const UNKNOWN = {
  ...{ initiativeName: null, trackerName: null, trackerKind: null, url: null },
  ...{ datedSince: null, frozenDay: null },
}

/** With `asOf` only those there were then, as they were concluded to be. */
export async function showMilestones({ db, now }: Dependencies, milestones: readonly StoredMilestone[], asOf?: string) {
  const ids = [...new Set(milestones.map(each => each.initiativeId))]
  const summarize = async (): Promise<StoredAssessments<Summary>> =>
    asOf === undefined
      ? listSummariesAsOf(db, ids, now().toISOString())
      : summarizeAsOf(
          db,
          (await listNodes(db, 'initiative')).filter(({ id }) => ids.includes(id)),
          asOf,
        )
  const [assessments, origins, siblings] = await Promise.all([
    summarize(),
    listMilestoneOrigins(
      db,
      milestones.map(({ id }) => id),
      asOf ?? null,
    ),
    listMilestonesOf(db, ids),
  ])
  const judged = new Map(
    [...assessments.values()].flatMap(({ assessment }) =>
      assessment.milestones.map(each => [each.milestoneId, each] as const),
    ),
  )
  const dated = siblings.flatMap((each): NamedMilestone[] => {
    const found = judged.get(each.id)
    const currentDay = asOf === undefined ? each.manualDay : null
    return found === undefined ? [] : [{ ...each, currentDay: currentDay ?? found.currentDay }]
  })
  const datedBy = groupBy(dated, ({ initiativeId }) => initiativeId)
  const today = dayOf(asOf ?? now().toISOString())
  return milestones.flatMap(milestone => {
    const found = judged.get(milestone.id)
    const { frozenDay, datedSince, ...origin } = origins.get(milestone.id) ?? UNKNOWN
    const baselineDay = frozenDay ?? milestone.baselineDay
    if (asOf !== undefined && found === undefined) return []
    const shown =
      asOf === undefined || found === undefined
        ? showOne({ ...milestone, baselineDay }, found)
        : showPast(milestone, found, asOf)
    return [
      {
        ...shown,
        ...origin,
        isBaselineApproved: frozenDay !== null,
        slip: showSlip(shown, found, datedSince, today),
        conflicts: [...findMilestoneConflicts(shown, datedBy.get(milestone.initiativeId) ?? [])],
      },
    ]
  })
}

/** Slip metrics F5, of what is shown: a date the PMO has just set counts at once. */
function showSlip(
  shown: ReturnType<typeof showOne>,
  judged: MilestoneAssessment | undefined,
  datedSince: string | null,
  today: string,
) {
  const metrics = measureSlips({ ...shown, slips: judged?.slips ?? [] }, datedSince, today)
  const { totalDays, moves } = metrics
  const text =
    totalDays === null
      ? 'It has no date, or nobody promised one.'
      : `${shown.currentDay} against ${shown.baselineDay}: ${totalDays} days, in ${moves} moves${
          datedSince === null ? '' : ` since ${datedSince}`
        }.`
  return {
    ...metrics,
    silentDays: shown.silentSlipDays,
    explain: { rule: 'F5', text, items: `/api/v1/milestones/${shown.id}/slips` },
  }
}

export async function showMilestone(dependencies: Dependencies, milestone: StoredMilestone) {
  const [shown] = await showMilestones(dependencies, [milestone])
  return requireFound(shown ?? null, 'milestone')
}

/** As it was concluded to be; what has no history of its own (tolerance, importance) as it is. */
function showPast(stored: StoredMilestone, judged: MilestoneAssessment, asOf: string) {
  const { name, baselineDay, retiredAt } = { ...stored, ...judged }
  const past = { ...stored, name, baselineDay, manualDay: null, achievedDay: null }
  return showOne({ ...past, retiredAt: retiredAt !== null && retiredAt <= asOf ? retiredAt : null }, judged)
}

/** What the PMO set stands at once; what follows from it, with the next assessment. */
function showOne({ manualDay, achievedDay, ...stored }: StoredMilestone, judged: MilestoneAssessment | undefined) {
  return {
    ...stored,
    currentDay: manualDay ?? judged?.currentDay ?? null,
    actualDay: achievedDay ?? judged?.actualDay ?? null,
    status: judged?.status ?? null,
    movedByDays: judged?.movedByDays ?? null,
    silentSlipDays: judged?.silentSlipDays ?? null,
    moves: judged?.slips.length ?? 0,
    forecast: judged?.forecast ?? null,
    hitRate: judged?.hitRate ?? null,
  }
}
