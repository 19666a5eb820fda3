import { type TSchema, Type } from 'typebox'
import { ALERT_KINDS, type AlertKind } from '../../portfolio/alert/alert.ts'
import { DEFAULT_ALERT_RULES, fillAlertRules } from '../../portfolio/alert/alert-rules.ts'
import { alertRules } from '../../store/alert/alert-rules.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringAssessments } from '../doorbell.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Id, IdParams, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { findOfKind } from '../tree-node.ts'

const days = (description: string) => Type.Integer({ minimum: 0, maximum: 3_650, description })
const step = Type.Number({ minimum: 1, maximum: 3_650 })

const fields = {
  kinds: Type.Unsafe<readonly AlertKind[]>(
    Type.Array(word(ALERT_KINDS), { uniqueItems: true, description: 'What is told at all; none of them: nothing.' }),
  ),
  lowDays: days('Up to so many days a slip is of low severity; one step higher for a milestone of high importance.'),
  mediumDays: days('Up to so many of medium severity, above of high.'),
  trustMoveDays: days('A date set this recently is trusted: whether the forecast bears it is told later.'),
}
const STEPS = Type.Object(
  {
    milestone_slipped: step,
    silent_slip: step,
    milestone_overdue: step,
    dependency_violated: step,
    cost_overrun: step,
    scope_growth: step,
    health_red: step,
    health_grey: step,
  },
  { ...closed, description: 'How much worse it must get to be told again: days, or percent of the budget or scope.' },
)

const Rules = Type.Object({ ...fields, steps: STEPS })
const GivenRules = Type.Object(
  { ...Type.Partial(Type.Object(fields)).properties, steps: Type.Optional(Type.Partial(STEPS, closed)) },
  { ...closed, examples: [{ lowDays: 3, mediumDays: 10, steps: { milestone_slipped: 2 } }] },
)

const versioned = <By extends TSchema>(by: By) =>
  Type.Object({
    version: Type.Integer({ description: '1: the rules of the program itself, which nobody set.' }),
    rules: Rules,
    createdBy: by,
    createdAt: by,
  })
const RuleSet = Type.Object({ portfolioId: Id, ...versioned(nullable(Type.String())).properties })
const tags = ['alerts']

/** Which alerts a portfolio wants, how severe they are and when they are told again. */
export function alertRuleRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  const show = async (portfolioId: string) => {
    const { items } = await alertRules.list(db, portfolioId, { after: null, limit: 1 })
    const own = { version: 1, rules: DEFAULT_ALERT_RULES, createdBy: null, createdAt: null }
    return { portfolioId, ...(items[0] ?? own) }
  }

  app.get(
    '/portfolios/:id/alert-rules',
    {
      schema: {
        summary: 'Which alerts its initiatives raise',
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
    '/portfolios/:id/alert-rules/versions',
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
      return writePage(await alertRules.list(db, params.id, readPage(query, 'number')))
    },
  )

  app.put(
    '/portfolios/:id/alert-rules',
    {
      schema: {
        summary: 'Set rules as a new version; those left out are as in version 1. Its alerts are looked at again',
        tags,
        params: IdParams,
        body: GivenRules,
        response: { 200: RuleSet, ...problems },
      },
    },
    async ({ params, body, actor }) => {
      requireFound(await findOfKind(dependencies, 'portfolio', params.id), 'portfolio')
      const { lowDays, mediumDays } = fillAlertRules(body)
      if (lowDays > mediumDays) {
        throw new ApiError('unprocessable', `body.lowDays must not be above body.mediumDays, which is ${mediumDays}.`)
      }
      const due = await alertRules.save(db, params.id, body, { by: actor, at: now().toISOString() })
      await ringAssessments(dependencies, due)
      return show(params.id)
    },
  )
}
