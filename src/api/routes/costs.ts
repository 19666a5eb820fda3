import { Type } from 'typebox'
import { COST_CATEGORIES } from '../../portfolio/earned-value/cost-category.ts'
import type { Queryable } from '../../store/database.ts'
import { addCost, addExchangeRate, listCosts, listExchangeRates } from '../../store/money/costs.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { enterMoney } from '../enter-money.ts'
import { closed, Day, Id, problems, word } from '../field.ts'
import {
  Currency,
  made,
  Note,
  refuse,
  requireCurrency,
  requireWhole,
  ShownAmount,
  SignedAmount,
} from '../money-field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { requireInitiative } from '../tree-node.ts'

const Cost = Type.Object({
  id: Id,
  initiativeId: Id,
  day: Type.String(),
  category: word(COST_CATEGORIES),
  amount: ShownAmount,
  currency: Type.String(),
  description: Type.String(),
  ...made,
})

const ExchangeRate = Type.Object({
  id: Id,
  base: Type.String(),
  quote: Type.String(),
  day: Type.String({ description: 'It holds from this day on, until the next one.' }),
  rate: Type.String({ description: 'Units of `quote` for one of `base`.' }),
  ...made,
})

const tags = ['money']

export function costRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.post(
    '/cost-entries',
    {
      schema: {
        summary: 'Enter what was paid besides hours; a negative amount corrects an entry',
        tags,
        body: Type.Object(
          {
            initiativeId: Id,
            day: Day,
            category: word(COST_CATEGORIES),
            amount: SignedAmount,
            currency: Currency,
            description: Note,
          },
          {
            ...closed,
            examples: [
              {
                initiativeId: '8c5b1f0e-6b0a-4f0c-9d4e-2f6a1f3b7c21',
                day: '2027-01-31',
                category: 'vendor',
                amount: '12500.00',
                currency: 'EUR',
                description: 'Penetration test',
              },
            ],
          },
        ),
        response: { 201: Cost, ...problems },
      },
    },
    async ({ body, actor }, reply) => {
      await requireInitiative(dependencies, body.initiativeId)
      requireCurrency(body.currency)
      requireWhole(body.amount, body.currency, 'body.amount')
      const by = { createdBy: actor, createdAt: now().toISOString() }
      const add = (tx: Queryable) => addCost(tx, { ...body, ...by })
      return reply.code(201).send(await enterMoney(dependencies, body.initiativeId, add))
    },
  )

  app.get(
    '/cost-entries',
    {
      schema: {
        summary: 'What was paid besides hours, the newest entry first',
        tags,
        querystring: Type.Object({ ...pageQuery, initiative: Type.Optional(Id) }, closed),
        response: { 200: listOf(Cost), ...problems },
      },
    },
    async ({ query }) => {
      const filter = query.initiative === undefined ? {} : { initiativeId: query.initiative }
      return writePage(await listCosts(db, filter, readPage(query, 'number')))
    },
  )

  app.post(
    '/exchange-rates',
    {
      schema: {
        summary: 'Enter what a currency is worth in another from a day on. The last word about a day holds',
        tags,
        body: Type.Object(
          {
            base: Currency,
            quote: Currency,
            day: Day,
            rate: Type.String({
              pattern: '^(0\\.\\d{0,9}[1-9]|[1-9]\\d{0,8}(\\.\\d{1,10})?)$',
              'x-expected': 'must be a rate above 0 such as "1.0834"',
              examples: ['1.0834'],
              description: 'Units of `quote` for one of `base`.',
            }),
          },
          { ...closed, examples: [{ base: 'EUR', quote: 'USD', day: '2027-01-01', rate: '1.0834' }] },
        ),
        response: { 201: ExchangeRate, ...problems },
      },
    },
    async ({ body, actor }, reply) => {
      requireCurrency(body.base, 'body.base')
      requireCurrency(body.quote, 'body.quote')
      if (body.base === body.quote) throw refuse('body.quote', 'must be another currency than base')
      const by = { createdBy: actor, createdAt: now().toISOString() }
      const add = (tx: Queryable) => addExchangeRate(tx, { ...body, ...by })
      return reply.code(201).send(await enterMoney(dependencies, null, add))
    },
  )

  app.get(
    '/exchange-rates',
    {
      schema: {
        summary: 'Every exchange rate that was entered, newest first',
        tags,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(ExchangeRate), ...problems },
      },
    },
    async ({ query }) => writePage(await listExchangeRates(db, readPage(query, 'number'))),
  )
}
