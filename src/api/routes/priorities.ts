import { type Static, Type } from 'typebox'
import { CAPACITY_UNITS, describeCandidate } from '../../portfolio/candidate.ts'
import { isCurrency, readMinor, writeMinor } from '../../portfolio/earned-value/money.ts'
import { findModelProblem, prioritize, SCORE_METHODS, SCORE_SOURCES } from '../../portfolio/priority.ts'
import { listAssessmentsAsOf } from '../../store/portfolio/assessments.ts'
import { listSubtree } from '../../store/portfolio/portfolio-nodes.ts'
import { findScoreModel, listBudgetTotals, listScoresOf, saveScoreModel } from '../../store/portfolio/score-models.ts'
import { CoverageOrNull } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { closed, Id, IdParams, Name, nullable, problems, word } from '../field.ts'
import { findOfKind } from '../tree-node.ts'

const Criterion = Type.Object(
  {
    name: Name,
    source: word(SCORE_SOURCES),
    weight: Type.Number({ minimum: -1_000, maximum: 1_000, description: 'Negative: the less the better.' }),
    part: word(['value', 'size']),
  },
  closed,
)

const Model = {
  method: word(SCORE_METHODS),
  criteria: Type.Array(Criterion, { minItems: 1, maxItems: 20 }),
}

const StoredModel = Type.Object({
  ...Model,
  version: Type.Integer(),
  createdBy: Type.String(),
  createdAt: Type.String(),
})

const WSJF = [
  { name: 'user value', source: 'entered', weight: 1, part: 'value' },
  { name: 'time criticality', source: 'entered', weight: 1, part: 'value' },
  { name: 'risk reduction', source: 'entered', weight: 1, part: 'value' },
  { name: 'job size', source: 'remaining_points', weight: 1, part: 'size' },
]

const Ranked = Type.Object({
  initiativeId: Id,
  name: Type.String(),
  rank: nullable(Type.Integer({ description: 'Null: it has no score.' })),
  score: nullable(Type.Number()),
  parts: Type.Array(Type.Object({ criterion: Type.String(), value: nullable(Type.Number()), text: Type.String() })),
  demand: nullable(Type.String({ description: 'Decimal text, in the unit asked for.' })),
  cumulative: nullable(Type.String()),
  isAboveCut: nullable(Type.Boolean({ description: 'Null: without a capacity, a score or a demand nobody can say.' })),
  text: Type.String(),
  coverage: CoverageOrNull,
})

const Priorities = Type.Object({
  portfolioId: Id,
  model: StoredModel,
  unit: word(CAPACITY_UNITS),
  currency: nullable(Type.String()),
  capacity: nullable(Type.String()),
  items: Type.Array(Ranked),
  dropped: Type.Array(Type.String(), { description: 'Ids of the initiatives below the cut, best first.' }),
  undecided: Type.Array(Type.String(), { description: 'Ids of those without a score or a demand.' }),
  explain: ExplainSchema,
})

const Query = Type.Object(
  {
    capacity: Type.Optional(
      Type.String({ pattern: '^\\d{1,15}(\\.\\d{1,4})?$', 'x-expected': 'must be a number such as 1200 or 250000.50' }),
    ),
    unit: Type.Optional(word(CAPACITY_UNITS)),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', 'x-expected': 'must be a currency such as EUR' })),
  },
  closed,
)

const tags = ['portfolios']

export function priorityRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.put(
    '/portfolios/:id/score-model',
    {
      schema: {
        summary: 'Set how its initiatives are ranked, as a new version',
        tags,
        params: IdParams,
        body: Type.Object(Model, { ...closed, examples: [{ method: 'wsjf', criteria: WSJF }] }),
        response: { 200: StoredModel, ...problems },
      },
    },
    async ({ params, body, actor }) => {
      requireFound(await findOfKind(dependencies, 'portfolio', params.id), 'portfolio')
      const problem = findModelProblem(body)
      if (problem !== null) throw new ApiError('unprocessable', `body.criteria: ${problem}`)
      await saveScoreModel(db, params.id, body, { by: actor, at: now().toISOString() })
      return requireModel(dependencies, params.id)
    },
  )

  app.get(
    '/portfolios/:id/score-model',
    {
      schema: {
        summary: 'How its initiatives are ranked',
        tags,
        params: IdParams,
        response: { 200: StoredModel, ...problems },
      },
    },
    async ({ params }) => {
      requireFound(await findOfKind(dependencies, 'portfolio', params.id), 'portfolio')
      return requireModel(dependencies, params.id)
    },
  )

  app.get(
    '/portfolios/:id/priorities',
    {
      schema: {
        summary: 'Its initiatives by score, the cut line under a capacity or budget, and what it drops',
        tags,
        params: IdParams,
        querystring: Query,
        response: { 200: Priorities, ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      requireFound(await findOfKind(dependencies, 'portfolio', id), 'portfolio')
      const model = await requireModel(dependencies, id)
      const { unit = 'points' } = query
      const { currency, read, write } = countIn(query)
      const capacity = query.capacity === undefined ? null : read(query.capacity)
      const initiatives = (await listSubtree(db, id)).filter(({ kind }) => kind === 'initiative')
      const ids = initiatives.map(each => each.id)
      const [assessments, entered, budgets] = await Promise.all([
        listAssessmentsAsOf(db, ids, now().toISOString()),
        listScoresOf(db, ids),
        listBudgetTotals(db, ids),
      ])
      const candidates = initiatives.map(({ id, name }) => {
        const assessment = assessments.get(id)?.assessment ?? null
        const facts = { id, name, assessment, entered: entered.get(id) ?? new Map(), budget: budgets.get(id) ?? null }
        return describeCandidate(facts, model, { unit, currency })
      })
      const ranked = prioritize(candidates, model, capacity, write)
      const idsWhere = (isAboveCut: boolean | null) =>
        ranked.filter(each => each.isAboveCut === isAboveCut).map(each => each.id)
      const items = ranked.map(({ id, parts, demand, cumulative, ...each }) => ({
        ...each,
        initiativeId: id,
        parts: [...parts],
        demand: demand === null ? null : write(demand),
        cumulative: cumulative === null ? null : write(cumulative),
        coverage: assessments.get(id)?.assessment.coverage ?? null,
      }))
      const dropped = idsWhere(false)
      const limit =
        query.capacity === undefined ? 'no capacity was named' : `${dropped.length} do not fit ${query.capacity}`
      const text = `${items.length} initiatives by score (version ${model.version} of the model); ${limit} (${currency ?? unit}).`
      return {
        ...{ portfolioId: id, model, unit, currency, capacity: capacity === null ? null : write(capacity), items },
        ...{ dropped, undecided: idsWhere(null), explain: { rule: 'F15', text, items: null } },
      }
    },
  )
}

async function requireModel({ db }: Dependencies, portfolioId: string) {
  const model = await findScoreModel(db, portfolioId)
  if (model === null) throw new ApiError('not_found', 'No score model is set for it: PUT …/score-model sets one.')
  return { ...model, criteria: [...model.criteria] }
}

/** Money is counted in whole minor units, everything else as it is. */
function countIn({ unit, currency }: Static<typeof Query>) {
  if (unit !== 'money') return { currency: null, read: Number, write: (amount: number): string => `${amount}` }
  if (currency === undefined || !isCurrency(currency)) {
    const expected = 'must name the currency of the budgets, such as EUR'
    throw new ApiError('unprocessable', `query.currency ${expected}.`, [{ field: 'query.currency', expected }])
  }
  return {
    currency,
    read: (text: string): number | null => readMinor(text, currency),
    write: (minor: number): string => writeMinor(minor, currency),
  }
}
