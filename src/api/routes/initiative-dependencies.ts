import { Type } from 'typebox'
import type { DependencyAssessment } from '../../portfolio/dependency/assess-dependencies.ts'
import { LINK_END_TYPES } from '../../portfolio/dependency/dependency.ts'
import { DEPENDENCY_STATUSES } from '../../portfolio/dependency/judge-dependencies.ts'
import type { Queryable } from '../../store/database.ts'
import { listAssessmentsAsOf } from '../../store/portfolio/assessments.ts'
import { concludeAsOf } from '../../store/portfolio/past-conclusions.ts'
import { readAsOf } from '../as-of.ts'
import { CoverageOrNull } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { OpenDependency, showOpen } from '../dependency-answer.ts'
import { ApiError, requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { closed, Id, IdParams, Instant, nullable, problems, word } from '../field.ts'
import { Basis } from '../past-answer.ts'
import { findOfKind } from '../tree-node.ts'

const Step = Type.Object({
  id: Id,
  type: word(LINK_END_TYPES),
  name: Type.String(),
  p50: Type.String(),
  decidedByNext: nullable(Type.Number({ description: 'Share of the runs in which the next one decided its day.' })),
})

const Shown = Type.Object({
  counts: Type.Object(Object.fromEntries(DEPENDENCY_STATUSES.map(status => [status, Type.Integer()]))),
  open: Type.Array(OpenDependency, { description: 'The worst first; of many, the first 200.' }),
  cycles: Type.Array(Type.Array(Type.String()), {
    description: 'What waits for itself in a circle; no forecast waits for it.',
  }),
  criticalPath: Type.Array(Step, { description: 'What decides the latest milestone, from its end back to its begin.' }),
})

const Answer = Type.Object({
  initiativeId: Id,
  statusAt: Type.String(),
  basis: Basis,
  dependencies: Type.Union([Shown, Type.Null({ description: 'Concluded before dependencies were looked at.' })]),
  coverage: CoverageOrNull,
  explain: ExplainSchema,
})

export function initiativeDependencyRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies
  app.get(
    '/initiatives/:id/dependencies',
    {
      schema: {
        summary:
          'What it waits for and what waits for it, over both trackers: violated, at risk, circles, critical path',
        tags: ['initiatives'],
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(Instant) }, closed),
        response: { 200: Answer, ...problems },
      },
    },
    async ({ params, query }) => {
      const initiative = requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      const asOf = readAsOf(query.asOf, now())
      const held =
        query.asOf === undefined
          ? await listAssessmentsAsOf(db, [initiative.id], asOf)
          : await concludeAsOf(db, [initiative], asOf)
      const stored = held.get(initiative.id)
      if (stored === undefined) throw new ApiError('not_found', 'The initiative has not been assessed yet.')
      const { assessment, basis } = stored
      const found = assessment.dependencies ?? null
      return {
        initiativeId: params.id,
        statusAt: assessment.statusAt,
        basis,
        dependencies: found && (await show(db, found)),
        coverage: assessment.coverage,
        explain: {
          rule: 'F12',
          text: found === null ? 'Not looked at yet.' : `${explain(found)}${basis === 'history' ? FROM_HISTORY : ''}`,
          items: '/api/v1/dependencies',
        },
      }
    },
  )
}

const show = async (db: Queryable, { counts, open, cycles, criticalPath }: DependencyAssessment) => ({
  counts: { ...counts },
  open: await showOpen(db, open),
  cycles: cycles.map(cycle => [...cycle]),
  criticalPath: [...criticalPath],
})

const FROM_HISTORY =
  ' Drawn from the history: links as they stood then, as far as the trackers tell; what was linked and unlinked in Jira before ' +
  'it was first read here is not known, and work of other initiatives has no forecast of then.'

const explain = ({ counts, cycles }: DependencyAssessment): string =>
  `A dependency is violated when its provider is forecast (P50) after the day it is needed, and at risk when it is late in \
more than 20 % of the runs: ${counts.violated} violated, ${counts.at_risk} at risk, ${counts.holds} hold, \
${counts.unknown} cannot be said, ${counts.met} met, ${cycles.length} circles.`
