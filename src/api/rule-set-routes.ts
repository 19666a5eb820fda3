import { type Static, type TSchema, Type } from 'typebox'
import type { RuleSets } from '../store/portfolio/rule-sets.ts'
import type { Api, Dependencies } from './dependencies.ts'
import { ringAssessments } from './doorbell.ts'
import { ApiError, type FieldProblem, requireFound } from './errors.ts'
import { closed, Id, IdParams, nullable, problems } from './field.ts'
import { listOf, pageQuery, readPage, writePage } from './page.ts'
import { findOfKind } from './tree-node.ts'

/** Rules of one subject that a portfolio may set, and what they are where nobody has. */
interface RuleSubject<Rules extends TSchema, Given extends TSchema> {
  /** Last part of the path. */
  readonly path: string
  readonly tags: readonly string[]
  readonly summaries: { readonly get: string; readonly put: string }
  readonly rules: Rules
  readonly given: Given
  readonly own: Static<Rules>
  readonly sets: RuleSets<Static<Given> & object, Static<Rules>>
  /** What cannot be meant: a field of the body and what is expected of it. */
  readonly findContradictions: (given: Static<Given>) => readonly FieldProblem[]
}

/** Reads and sets versioned rules of a portfolio; its initiatives are concluded again by new ones. */
export function serveRuleSets<Rules extends TSchema, Given extends TSchema>(
  app: Api,
  dependencies: Dependencies,
  subject: RuleSubject<Rules, Given>,
): void {
  const { db, now } = dependencies
  const { sets } = subject
  const path = `/portfolios/:id/${subject.path}`
  const tags = [...subject.tags]
  const versioned = <By extends TSchema>(by: By) =>
    Type.Object({
      version: Type.Integer({ description: '1: the rules of the program itself, which nobody set.' }),
      rules: subject.rules,
      createdBy: by,
      createdAt: by,
    })
  const RuleSet: TSchema = Type.Object({ portfolioId: Id, ...versioned(nullable(Type.String())).properties })
  const Versions: TSchema = listOf(versioned(Type.String()))

  const requirePortfolio = async (id: string): Promise<void> => {
    requireFound(await findOfKind(dependencies, 'portfolio', id), 'portfolio')
  }
  const show = async (portfolioId: string) => {
    const { items } = await sets.list(db, portfolioId, { after: null, limit: 1 })
    const own = { version: 1, rules: subject.own, createdBy: null, createdAt: null }
    return { portfolioId, ...(items[0] ?? own) }
  }

  app.get(
    path,
    { schema: { summary: subject.summaries.get, tags, params: IdParams, response: { 200: RuleSet, ...problems } } },
    async ({ params }) => {
      await requirePortfolio(params.id)
      return show(params.id)
    },
  )

  app.get(
    `${path}/versions`,
    {
      schema: {
        summary: 'Every version somebody set, newest first',
        tags,
        params: IdParams,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: Versions, ...problems },
      },
    },
    async ({ params, query }) => {
      await requirePortfolio(params.id)
      return writePage(await sets.list(db, params.id, readPage(query, 'number')))
    },
  )

  app.put(
    path,
    {
      schema: {
        summary: subject.summaries.put,
        tags,
        params: IdParams,
        body: subject.given as TSchema,
        response: { 200: RuleSet, ...problems },
      },
    },
    async ({ params, body, actor }) => {
      await requirePortfolio(params.id)
      // Checked by the schema of the route, which is this one.
      const given = body as Static<Given> & object
      const [wrong, ...others] = subject.findContradictions(given)
      if (wrong !== undefined)
        throw new ApiError('unprocessable', `${wrong.field} ${wrong.expected}.`, [wrong, ...others])
      const due = await sets.save(db, params.id, given, { by: actor, at: now().toISOString() })
      await ringAssessments(dependencies, due)
      return show(params.id)
    },
  )
}
