import { Type } from 'typebox'
import { COST_CATEGORIES } from '../../portfolio/earned-value/cost-category.ts'
import { readMinor, writeMinor } from '../../portfolio/earned-value/money.ts'
import { addBudget, findBudget, listBudgets, type StoredBudget } from '../../store/money/budgets.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { closed, Day, Id, IdParams, nullable, problems, word } from '../field.ts'
import {
  Amount,
  Currency,
  made,
  Note,
  refuse,
  requireCurrency,
  requireOrder,
  requireWhole,
  ShownAmount,
} from '../money-field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { requireInitiative } from '../tree-node.ts'

const Line = Type.Object(
  {
    firstDay: Day,
    lastDay: Day,
    category: word(COST_CATEGORIES),
    amount: Amount,
    description: Type.Optional(Note),
  },
  closed,
)

const Budget = Type.Object({
  id: Id,
  initiativeId: Id,
  version: Type.Integer({ description: 'The highest holds; the ones before stay.' }),
  currency: Type.String(),
  reason: Type.String(),
  total: ShownAmount,
  lines: Type.Array(
    Type.Object({
      firstDay: Type.String(),
      lastDay: Type.String(),
      category: word(COST_CATEGORIES),
      amount: ShownAmount,
      description: nullable(Type.String()),
    }),
  ),
  ...made,
})

const MOST_LINES = 500
/** Whole numbers are exact until nine times this. */
const MOST_MINOR = 1e15
const tags = ['money']

export function budgetRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.post(
    '/budgets',
    {
      schema: {
        summary:
          'Enter the budget of an initiative as a new version; what it is measured by changes with a new baseline',
        tags,
        body: Type.Object(
          {
            initiativeId: Id,
            currency: Currency,
            reason: Note,
            lines: Type.Array(Line, { minItems: 1, maxItems: MOST_LINES }),
          },
          {
            ...closed,
            examples: [
              {
                initiativeId: '8c5b1f0e-6b0a-4f0c-9d4e-2f6a1f3b7c21',
                currency: 'EUR',
                reason: 'Approved by the board on 12 January.',
                lines: [
                  { firstDay: '2027-01-01', lastDay: '2027-06-30', category: 'capex', amount: '180000.00' },
                  { firstDay: '2027-01-01', lastDay: '2027-03-31', category: 'vendor', amount: '25000.00' },
                ],
              },
            ],
          },
        ),
        response: { 201: Budget, ...problems },
      },
    },
    async ({ body, actor }, reply) => {
      await requireInitiative(dependencies, body.initiativeId)
      requireCurrency(body.currency)
      for (const [index, { firstDay, lastDay, amount }] of body.lines.entries()) {
        requireOrder(firstDay, lastDay, `body.lines.${index}.lastDay`)
        requireWhole(amount, body.currency, `body.lines.${index}.amount`)
      }
      const total = body.lines.reduce((sum, line) => sum + (readMinor(line.amount, body.currency) ?? 0), 0)
      if (total > MOST_MINOR)
        throw refuse('body.lines', `must not sum to more than ${writeMinor(MOST_MINOR, body.currency)}`)
      const lines = body.lines.map(line => ({ ...line, description: line.description ?? null }))
      const by = { createdBy: actor, createdAt: now().toISOString() }
      return reply.code(201).send(show(await addBudget(db, { ...body, lines, ...by })))
    },
  )

  app.get(
    '/budgets',
    {
      schema: {
        summary: 'Every version of every budget, newest first',
        tags,
        querystring: Type.Object({ ...pageQuery, initiative: Type.Optional(Id) }, closed),
        response: { 200: listOf(Budget), ...problems },
      },
    },
    async ({ query }) => {
      const filter = query.initiative === undefined ? {} : { initiativeId: query.initiative }
      const { items, nextCursor } = writePage(await listBudgets(db, filter, readPage(query, 'number')))
      return { items: items.map(show), nextCursor }
    },
  )

  app.get(
    '/budgets/:id',
    { schema: { summary: 'One version of a budget', tags, params: IdParams, response: { 200: Budget, ...problems } } },
    async ({ params }) => show(requireFound(await findBudget(db, params.id), 'budget')),
  )
}

const show = (budget: StoredBudget) => ({ ...budget, lines: [...budget.lines] })
