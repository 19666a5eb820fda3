import { type Static, Type } from 'typebox'
import { MILESTONE_STATUSES } from '../../portfolio/milestone/milestone.ts'
import {
  listReportingDates,
  TREND_STEPS,
  type TrendStep,
  traceTrend,
} from '../../portfolio/milestone/milestone-trend.ts'
import { listDatedMilestones } from '../../store/milestone/milestone-facts.ts'
import { listReported, reportedOf } from '../../store/milestone/milestone-trend.ts'
import { findMilestone } from '../../store/milestone/milestones.ts'
import { readAsOf } from '../as-of.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { closed, Id, IdParams, Instant, problems, word, wordOrNull } from '../field.ts'
import { ShownDay } from '../milestone-answer.ts'
import { findOfKind } from '../tree-node.ts'

const STEPS = Object.keys(TREND_STEPS) as TrendStep[]
const DEFAULT_POINTS = 26
/** Each point opens a stored conclusion. */
const MOST_POINTS = 400

const Range = Type.Object(
  {
    from: Type.Optional({ ...Instant, description: `Default: ${DEFAULT_POINTS} steps before \`to\`.` }),
    to: Type.Optional({ ...Instant, description: 'Default: now.' }),
    step: Type.Optional({ ...word(STEPS), default: 'week' }),
  },
  closed,
)

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

const Trends = Type.Object({
  initiativeId: Id,
  reportedAt: Type.Array(Type.String(), { description: 'The reporting dates, the oldest first.' }),
  milestones: Type.Array(
    Type.Object({
      milestoneId: Id,
      name: Type.String(),
      baselineDay: ShownDay,
      plannedDays: Type.Array(ShownDay),
      p50: Type.Array(ShownDay),
      p80: Type.Array(ShownDay),
      statuses: Type.Array(wordOrNull(MILESTONE_STATUSES)),
    }),
    {
      description:
        'Those that had not left the scope at the last reporting date, each list with one value for each reporting date; p50, ' +
        'p80 and status are null where nothing had been concluded yet.',
    },
  ),
  explain: ExplainSchema,
})

export function milestoneTrendRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/milestones/:id/trend',
    {
      schema: {
        summary: 'Milestone trend: at each reporting date the date that was planned and the one that was forecast',
        tags: ['milestones'],
        params: IdParams,
        querystring: Range,
        response: { 200: Trend, ...problems },
      },
    },
    async ({ params, query }) => {
      const milestone = requireFound(await findMilestone(db, params.id), 'milestone')
      const { to, instants } = readRange(query, now())
      const [dated, reported] = await Promise.all([
        listDatedMilestones(db, milestone.initiativeId, to),
        listReported(db, milestone.initiativeId, instants, milestone.id),
      ])
      const found = dated.find(({ id }) => id === milestone.id)
      const told = reportedOf(reported, milestone.id)
      const points = traceTrend(instants, found?.dates ?? [], told)
      return {
        milestoneId: milestone.id,
        baselineDay: found?.baselineDay ?? milestone.baselineDay,
        points: [...points],
        explain: {
          rule: 'F5',
          text: `${points.length} reporting dates; a forecast had been concluded at ${told.size} of them. ${READING}`,
          items: `/api/v1/milestones/${milestone.id}/slips`,
        },
      }
    },
  )

  app.get(
    '/initiatives/:id/milestone-trend',
    {
      schema: {
        summary: 'The trends of all its milestones at once: the days planned and forecast at each reporting date',
        tags: ['initiatives'],
        params: IdParams,
        querystring: Range,
        response: { 200: Trends, ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      requireFound(await findOfKind(dependencies, 'initiative', id), 'initiative')
      const { to, instants } = readRange(query, now())
      const [dated, reported] = await Promise.all([listDatedMilestones(db, id, to), listReported(db, id, instants)])
      return {
        initiativeId: id,
        reportedAt: [...instants],
        milestones: dated.map(({ id: milestoneId, name, baselineDay, dates }) => {
          const points = traceTrend(instants, dates, reportedOf(reported, milestoneId))
          return {
            ...{ milestoneId, name, baselineDay },
            plannedDays: points.map(({ plannedDay }) => plannedDay),
            p50: points.map(({ p50 }) => p50),
            p80: points.map(({ p80 }) => p80),
            statuses: points.map(({ status }) => status),
          }
        }),
        explain: {
          rule: 'F5',
          text: `${dated.length} milestones at ${instants.length} reporting dates. ${READING}`,
          items: `/api/v1/milestones?initiative=${id}`,
        },
      }
    },
  )
}

const READING = 'Level is stable, rising is a slip.'

/** The reporting dates that are asked for; `to` is the last of them. */
function readRange(
  query: Static<typeof Range>,
  now: Date,
): { readonly to: string; readonly instants: readonly string[] } {
  const step = query.step ?? 'week'
  const to = readAsOf(query.to, now)
  const back = new Date(Date.parse(to) - (DEFAULT_POINTS - 1) * TREND_STEPS[step]).toISOString()
  const from = query.from === undefined ? back : readAsOf(query.from, now)
  if ((Date.parse(to) - Date.parse(from)) / TREND_STEPS[step] >= MOST_POINTS)
    throw new ApiError(
      'unprocessable',
      `That is more than ${MOST_POINTS} points; ask for a longer step or a shorter time.`,
    )
  return { to, instants: listReportingDates(from, to, step) }
}
