import { Type } from 'typebox'
import { CONCLUSION_BASES } from '../../portfolio/assessment.ts'
import { dayOf } from '../../portfolio/calendar.ts'
import { COLOURS } from '../../portfolio/health/health.ts'
import { endOf, listWeekly } from '../../portfolio/history-days.ts'
import { drawTrend } from '../../portfolio/portfolio-trend.ts'
import { findTree, findTreeAsOf } from '../../store/portfolio/node-history.ts'
import { listTrendGrounds } from '../../store/portfolio/trend-grounds.ts'
import { readSnapshot } from '../../store/read-snapshot.ts'
import { readAsOf } from '../as-of.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { closed, Id, IdParams, Instant, nullable, problems, wordOrNull } from '../field.ts'

const fractions = (what: string) =>
  Type.Array(nullable(Type.Number({ description: `Share that is done, by ${what}: 0 to 1.` })))

const Trend = Type.Object({
  days: Type.Array(Type.String(), {
    description: 'YYYY-MM-DD in UTC, the oldest first; the last is the day asked about.',
  }),
  nodes: Type.Array(
    Type.Object({
      id: Id,
      size: fractions('size'),
      count: fractions('count'),
      colours: Type.Array(wordOrNull(COLOURS)),
      bases: Type.Array(wordOrNull(CONCLUSION_BASES), {
        description:
          'What each value rests on: what had been concluded by then, or, of an initiative here or below that was first ' +
          'assessed later, what the history tells.',
      }),
    }),
    {
      description:
        'Every node of the tree, each list with one value for each day. Null: it was not in the portfolio then, it or an ' +
        'initiative below it is not known. Of the 12 weeks before an initiative was first assessed, its history is told in the background, after it ' +
        'and after its rules or mappings change: first the days that a trend of now draws, within a week all of them. ' +
        'Before the portfolio was set up, it has the tree of today.',
    },
  ),
})

const DEFAULT_WEEKS = 12

export function trendRoutes(app: Api, { db, now }: Dependencies): void {
  app.get(
    '/portfolios/:id/trend',
    {
      schema: {
        summary: 'What the rollup says of each node at the end of one day a week: progress and colour',
        tags: ['portfolios'],
        params: IdParams,
        querystring: Type.Object(
          {
            weeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 53, default: DEFAULT_WEEKS })),
            asOf: Type.Optional(Instant),
          },
          closed,
        ),
        response: { 200: Trend, ...problems },
      },
    },
    async ({ params: { id }, query: { weeks = DEFAULT_WEEKS, ...query } }) => {
      const asOf = readAsOf(query.asOf, now())
      const days = listWeekly(dayOf(asOf), weeks)
      const instants = days.map((day, index) => (index === weeks - 1 ? asOf : endOf(day)))
      const trend = await readSnapshot(db, async snapshot => {
        const tree = query.asOf === undefined ? await findTree(snapshot, id) : await findTreeAsOf(snapshot, id, asOf)
        const { nodes } = requireFound(tree, 'portfolio')
        const ids = nodes.map(node => node.id)
        return drawTrend(ids, await listTrendGrounds(snapshot, id, instants, nodes))
      })
      return {
        days: [...days],
        nodes: trend.map(({ size, count, colours, bases, ...node }) => ({
          ...node,
          size: [...size],
          count: [...count],
          colours: [...colours],
          bases: [...bases],
        })),
      }
    },
  )
}
