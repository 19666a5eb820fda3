import { Type } from 'typebox'
import { DOWNSTREAM_RELATIONS, findDownstream } from '../../portfolio/milestone/downstream.ts'
import { MILESTONE_STATUSES } from '../../portfolio/milestone/milestone.ts'
import {
  listReportingDates,
  TREND_STEPS,
  type TrendStep,
  traceTrend,
} from '../../portfolio/milestone/milestone-trend.ts'
import { listLaterMilestones } from '../../store/milestone/later-milestones.ts'
import { loadMilestoneFacts } from '../../store/milestone/milestone-facts.ts'
import { listSlips } from '../../store/milestone/milestone-slips.ts'
import { listReported } from '../../store/milestone/milestone-trend.ts'
import { findMilestone } from '../../store/milestone/milestones.ts'
import { readAsOf } from '../as-of.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { closed, Id, IdParams, Instant, nullable, problems, word, wordOrNull } from '../field.ts'
import { ShownDay } from '../milestone-answer.ts'
import { listOf } from '../page.ts'

const Effect = Type.Object({
  milestoneId: Id,
  name: Type.String(),
  initiativeId: Id,
  relation: Type.Unsafe<(typeof DOWNSTREAM_RELATIONS)[number]>({
    ...word(DOWNSTREAM_RELATIONS),
    description: 'Its work waits for work of this one (a blocking link), or it is later in the same scope.',
  }),
  moved: Type.Union([
    Type.Object({ from: Type.String(), to: Type.String(), movedByDays: Type.Integer(), at: Type.String() }),
    Type.Null({ description: 'Its date was not put off within the week.' }),
  ]),
  isBroken: Type.Boolean({ description: 'Its date now lies before that of this one, which it did not before.' }),
})

const Slip = Type.Object({
  from: ShownDay,
  to: ShownDay,
  movedByDays: nullable(Type.Integer()),
  cumulativeDays: nullable(Type.Integer({ description: 'Against the baseline, after this move.' })),
  at: Type.String(),
  personId: nullable(Type.String()),
  personName: nullable(Type.String({ description: 'Null where the tracker does not say who.' })),
  connectionId: nullable(Type.String()),
  trackerName: nullable(Type.String({ description: 'Null: moved here, by the PMO.' })),
  downstream: Type.Array(Effect, {
    description: 'Milestones that come after it, and what this move did to them.',
  }),
})

const Point = Type.Object({
  at: Type.String(),
  plannedDay: ShownDay,
  p50: ShownDay,
  p80: ShownDay,
  status: wordOrNull(MILESTONE_STATUSES),
})

const Trend = Type.Object({
  milestoneId: Id,
  baselineDay: ShownDay,
  points: Type.Array(Point, {
    description: 'Oldest first; p50 and p80 are null where nothing had been concluded yet.',
  }),
  explain: ExplainSchema,
})

const STEPS = Object.keys(TREND_STEPS) as TrendStep[]
const DEFAULT_POINTS = 26
/** Each point opens a stored conclusion. */
const MOST_POINTS = 400
const tags = ['milestones']

export function milestoneHistoryRoutes(app: Api, { db, now }: Dependencies): void {
  app.get(
    '/milestones/:id/slips',
    {
      schema: {
        summary: 'Every move of its date since the baseline: from, to, days, who, when, in which tracker',
        tags,
        params: IdParams,
        response: { 200: listOf(Slip), ...problems },
      },
    },
    async ({ params }) => {
      const milestone = requireFound(await findMilestone(db, params.id), 'milestone')
      const [slips, later] = await Promise.all([
        listSlips(db, params.id),
        listLaterMilestones(db, milestone, now().toISOString()),
      ])
      const items = slips.map(slip => ({
        ...slip,
        downstream: [...findDownstream({ ...slip, byPersonId: slip.personId }, later)],
      }))
      return { items, nextCursor: null }
    },
  )

  app.get(
    '/milestones/:id/trend',
    {
      schema: {
        summary: 'Milestone trend: at each reporting date the date that was planned and the one that was forecast',
        tags,
        params: IdParams,
        querystring: Type.Object(
          {
            from: Type.Optional({ ...Instant, description: `Default: ${DEFAULT_POINTS} steps before \`to\`.` }),
            to: Type.Optional({ ...Instant, description: 'Default: now.' }),
            step: Type.Optional({ ...word(STEPS), default: 'week' }),
          },
          closed,
        ),
        response: { 200: Trend, ...problems },
      },
    },
    async ({ params, query }) => {
      const milestone = requireFound(await findMilestone(db, params.id), 'milestone')
      const step = query.step ?? 'week'
      const to = readAsOf(query.to, now())
      const back = new Date(Date.parse(to) - (DEFAULT_POINTS - 1) * TREND_STEPS[step]).toISOString()
      const from = query.from === undefined ? back : readAsOf(query.from, now())
      if ((Date.parse(to) - Date.parse(from)) / TREND_STEPS[step] >= MOST_POINTS)
        throw new ApiError(
          'unprocessable',
          `That is more than ${MOST_POINTS} points; ask for a longer step or a shorter time.`,
        )
      const instants = listReportingDates(from, to, step)
      const [facts, reported] = await Promise.all([
        loadMilestoneFacts(db, milestone.initiativeId, to),
        listReported(db, milestone, instants),
      ])
      const found = facts.find(({ id }) => id === milestone.id)
      const dates = found?.dates ?? []
      const points = traceTrend(instants, dates, reported)
      return {
        milestoneId: milestone.id,
        baselineDay: found?.baselineDay ?? milestone.baselineDay,
        points: [...points],
        explain: {
          rule: 'F5',
          text: `${points.length} reporting dates; a forecast had been concluded at ${reported.size} of them. Level is stable, rising is a slip.`,
          items: `/api/v1/milestones/${milestone.id}/slips`,
        },
      }
    },
  )
}
