import { Type } from 'typebox'
import { foldDependencies, OPEN_STATUSES } from '../../portfolio/dependency/fold-dependencies.ts'
import { plural } from '../../portfolio/phrase.ts'
import { listDependenciesAsOf } from '../../store/portfolio/assessments.ts'
import { findTree, findTreeAsOf } from '../../store/portfolio/node-history.ts'
import { tellDependenciesAsOf } from '../../store/portfolio/past-conclusions.ts'
import { readAsOf } from '../as-of.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { OpenDependency, showOpen } from '../dependency-answer.ts'
import { requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { closed, IdParams, Instant, problems } from '../field.ts'

const MOST_TOLD = 1_000

const Answer = Type.Object({
  asOf: Type.String(),
  counts: Type.Object(Object.fromEntries(OPEN_STATUSES.map(status => [status, Type.Integer()]))),
  open: Type.Array(OpenDependency, {
    description: `Each once, the worst first; of many, the first ${MOST_TOLD}. What is met is not among them.`,
  }),
  cycles: Type.Array(Type.Array(Type.String()), {
    description: 'What waits for itself in a circle; no forecast waits for it.',
  }),
  explain: ExplainSchema,
})

export function portfolioDependencyRoutes(app: Api, { db, now }: Dependencies): void {
  app.get(
    '/portfolios/:id/dependencies',
    {
      schema: {
        summary: 'What waits for what in the portfolio and beyond its edges, over all trackers',
        description:
          'With `asOf`, as it was concluded by then; of an initiative that was first assessed later, as the history tells.',
        tags: ['portfolios'],
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(Instant) }, closed),
        response: { 200: Answer, ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      const asOf = readAsOf(query.asOf, now())
      const isPast = query.asOf !== undefined
      const { nodes } = requireFound(isPast ? await findTreeAsOf(db, id, asOf) : await findTree(db, id), 'portfolio')
      const initiatives = nodes.filter(({ kind }) => kind === 'initiative')
      const told = isPast
        ? await tellDependenciesAsOf(db, initiatives, asOf)
        : await listDependenciesAsOf(
            db,
            initiatives.map(node => node.id),
            asOf,
          )
      const { counts, open, cycles } = foldDependencies(told)
      return {
        asOf,
        counts,
        open: await showOpen(db, open.slice(0, MOST_TOLD)),
        cycles: cycles.map(cycle => [...cycle]),
        explain: {
          rule: 'F12',
          text:
            `${plural(initiatives.length, 'initiative')}, of ${told.size} of them dependencies were looked at: ` +
            `${counts.violated} violated, ${counts.at_risk} at risk, ${counts.holds} hold, ${counts.unknown} cannot be said. ` +
            'One between two initiatives is judged as its consumer sees it.',
          items: '/api/v1/dependencies',
        },
      }
    },
  )
}
