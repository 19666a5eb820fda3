import { type TSchema, Type } from 'typebox'
import { DEFAULT_HEALTH_RULES } from '../../portfolio/health/health.ts'
import { GivenHealthRules, HealthRuleSchema } from '../../portfolio/health/health-rule-schema.ts'
import { fillRules, findContradictions } from '../../portfolio/health/health-rules.ts'
import { healthRules } from '../../store/portfolio/health-rules.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringAssessments } from '../doorbell.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Id, IdParams, nullable, problems } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { findOfKind } from '../tree-node.ts'

const versioned = <By extends TSchema>(by: By) =>
  Type.Object({
    version: Type.Integer({ description: '1: the rules of the program itself, which nobody set.' }),
    rules: HealthRuleSchema,
    createdBy: by,
    createdAt: by,
  })

const RuleSet = Type.Object({ portfolioId: Id, ...versioned(nullable(Type.String())).properties })
const tags = ['portfolios']

export function healthRuleRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  const show = async (portfolioId: string) => {
    const { items } = await healthRules.list(db, portfolioId, { after: null, limit: 1 })
    const [latest] = items
    const own = { version: 1, rules: DEFAULT_HEALTH_RULES, createdBy: null, createdAt: null }
    return { portfolioId, ...(latest ?? own) }
  }

  app.get(
    '/portfolios/:id/health-rules',
    {
      schema: {
        summary: 'The thresholds its initiatives are judged by',
        tags,
        params: IdParams,
        response: { 200: RuleSet, ...problems },
      },
    },
    async ({ params }) => {
      requireFound(await findOfKind(dependencies, 'portfolio', params.id), 'portfolio')
      return show(params.id)
    },
  )

  app.get(
    '/portfolios/:id/health-rules/versions',
    {
      schema: {
        summary: 'Every version somebody set, newest first',
        tags,
        params: IdParams,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(versioned(Type.String())), ...problems },
      },
    },
    async ({ params, query }) => {
      requireFound(await findOfKind(dependencies, 'portfolio', params.id), 'portfolio')
      return writePage(await healthRules.list(db, params.id, readPage(query, 'number')))
    },
  )

  app.put(
    '/portfolios/:id/health-rules',
    {
      schema: {
        summary:
          'Set thresholds as a new version; those left out are as in version 1. Its initiatives are judged again',
        tags,
        params: IdParams,
        body: GivenHealthRules,
        response: { 200: RuleSet, ...problems },
      },
    },
    async ({ params, body, actor }) => {
      requireFound(await findOfKind(dependencies, 'portfolio', params.id), 'portfolio')
      const wrong = findContradictions(fillRules(body, 0)).map(each => ({ ...each, field: `body.${each.field}` }))
      if (wrong[0] !== undefined) throw new ApiError('unprocessable', `${wrong[0].field} ${wrong[0].expected}.`, wrong)
      const due = await healthRules.save(db, params.id, body, { by: actor, at: now().toISOString() })
      await ringAssessments(dependencies, due)
      return show(params.id)
    },
  )
}
