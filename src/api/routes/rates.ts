import { Type } from 'typebox'
import { addRate, addRoleAssignment, listRates, listRoleAssignments } from '../../store/money/rates.ts'
import { findPerson } from '../../store/people/list-people.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { enterMoney } from '../enter-money.ts'
import { closed, Id, Name, nullable, problems } from '../field.ts'
import { Amount, Currency, made, refuse, requireCurrency, requireOrder, validity } from '../money-field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const shownValidity = {
  validFrom: Type.String(),
  validTo: nullable(Type.String({ description: 'The last day; null: until something newer is entered.' })),
}

const Rate = Type.Object({
  id: Id,
  personId: nullable(Type.String()),
  role: nullable(Type.String()),
  amountPerHour: nullable(
    Type.String({ description: 'Decimal text; null takes back what was entered before for these days.' }),
  ),
  currency: Type.String(),
  isExternal: Type.Boolean(),
  ...shownValidity,
  ...made,
})

const Assignment = Type.Object({
  id: Id,
  personId: Id,
  role: nullable(Type.String({ description: 'Null: no role any more.' })),
  ...shownValidity,
  ...made,
})

const tags = ['money']

export function rateRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies
  const requirePerson = async (id: string): Promise<void> => {
    if ((await findPerson(db, id)) === null) throw refuse('body.personId', 'must be the id of a person')
  }

  app.post(
    '/rates',
    {
      schema: {
        summary:
          'Enter what an hour costs: of a person, of a role, or (neither) of everybody. The last word about a day holds',
        tags,
        body: Type.Object(
          {
            personId: Type.Optional(Id),
            role: Type.Optional(Name),
            amountPerHour: nullable(Amount),
            currency: Currency,
            isExternal: Type.Optional(Type.Boolean({ default: false, description: 'Paid to somebody outside.' })),
            ...validity,
          },
          {
            ...closed,
            examples: [{ role: 'Developer', amountPerHour: '95.00', currency: 'EUR', validFrom: '2027-01-01' }],
          },
        ),
        response: { 201: Rate, ...problems },
      },
    },
    async ({ body, actor }, reply) => {
      const { personId = null, role = null, validTo = null, isExternal = false } = body
      if (personId !== null && role !== null) throw refuse('body.role', 'must be left out where personId is given')
      requireCurrency(body.currency)
      requireOrder(body.validFrom, body.validTo, 'body.validTo')
      if (personId !== null) await requirePerson(personId)
      const by = { createdBy: actor, createdAt: now().toISOString() }
      const rate = { ...body, personId, role, validTo, isExternal, ...by }
      return reply.code(201).send(await enterMoney(dependencies, null, tx => addRate(tx, rate)))
    },
  )

  app.get(
    '/rates',
    {
      schema: {
        summary: 'Every rate that was entered, newest first',
        tags,
        querystring: Type.Object({ ...pageQuery, person: Type.Optional(Id), role: Type.Optional(Name) }, closed),
        response: { 200: listOf(Rate), ...problems },
      },
    },
    async ({ query }) => {
      const filter = {
        ...(query.person === undefined ? {} : { personId: query.person }),
        ...(query.role === undefined ? {} : { role: query.role }),
      }
      return writePage(await listRates(db, filter, readPage(query, 'number')))
    },
  )

  app.post(
    '/role-assignments',
    {
      schema: {
        summary: 'Say which role a person has, so that the rate of the role is theirs. The last word about a day holds',
        tags,
        body: Type.Object(
          { personId: Id, role: nullable(Name), ...validity },
          {
            ...closed,
            examples: [
              { personId: '8c5b1f0e-6b0a-4f0c-9d4e-2f6a1f3b7c21', role: 'Developer', validFrom: '2027-01-01' },
            ],
          },
        ),
        response: { 201: Assignment, ...problems },
      },
    },
    async ({ body, actor }, reply) => {
      requireOrder(body.validFrom, body.validTo, 'body.validTo')
      await requirePerson(body.personId)
      const by = { createdBy: actor, createdAt: now().toISOString() }
      const assignment = { ...body, validTo: body.validTo ?? null, ...by }
      return reply.code(201).send(await enterMoney(dependencies, null, tx => addRoleAssignment(tx, assignment)))
    },
  )

  app.get(
    '/role-assignments',
    {
      schema: {
        summary: 'Every role that was given, newest first',
        tags,
        querystring: Type.Object({ ...pageQuery, person: Type.Optional(Id) }, closed),
        response: { 200: listOf(Assignment), ...problems },
      },
    },
    async ({ query }) => {
      const filter = query.person === undefined ? {} : { personId: query.person }
      return writePage(await listRoleAssignments(db, filter, readPage(query, 'number')))
    },
  )
}
