import { Type } from 'typebox'
import { listAssessmentsAsOf } from '../../store/portfolio/assessments.ts'
import { listNodes, listSubtree } from '../../store/portfolio/portfolio-nodes.ts'
import { readAsOf } from '../as-of.ts'
import { Compliance } from '../compliance.ts'
import { CoverageOrNull } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ExplainSchema } from '../explain.ts'
import { closed, Id, Instant, Name, nullable, problems } from '../field.ts'
import { listOf } from '../page.ts'

const Listed = Type.Object({
  initiativeId: Id,
  name: Type.String(),
  owner: nullable(Type.String()),
  compliance: Type.Union([Compliance, Type.Null({ description: 'Not assessed by then.' })]),
  coverage: CoverageOrNull,
  explain: ExplainSchema,
})

export function complianceRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/compliance',
    {
      schema: {
        summary:
          'How well each initiative is kept: owner, baseline, dates, estimates, parents, and who is to close the gaps',
        tags: ['portfolios'],
        querystring: Type.Object(
          { node: Type.Optional(Id), owner: Type.Optional(Name), asOf: Type.Optional(Instant) },
          closed,
        ),
        response: { 200: listOf(Listed), ...problems },
      },
    },
    async ({ query: { node, owner, ...query } }) => {
      const nodes = node === undefined ? await listNodes(db) : await listSubtree(db, node)
      const initiatives = nodes.filter(
        each => each.kind === 'initiative' && (owner === undefined || each.owner === owner),
      )
      const stored = await listAssessmentsAsOf(
        db,
        initiatives.map(({ id }) => id),
        readAsOf(query.asOf, now()),
      )
      const items = initiatives.map(({ id, name, owner }) => {
        const assessment = stored.get(id)?.assessment
        const compliance = assessment?.findings?.compliance ?? null
        return {
          initiativeId: id,
          name,
          owner,
          compliance,
          coverage: assessment?.coverage ?? null,
          explain: explain(id, compliance),
        }
      })
      return { items, nextCursor: null }
    },
  )
}

function explain(id: string, compliance: { readonly checks: readonly { readonly share: number | null }[] } | null) {
  const applies = compliance?.checks.filter(({ share }) => share !== null).length ?? 0
  const text = `The score is the mean of the shares of the ${applies} rules that apply; each check names what breaks it.`
  return { rule: 'F17', text, items: `/api/v1/work-items?initiative=${id}` }
}
