import { Type } from 'typebox'
import { EMPLOYMENTS } from '../../portfolio/capacity/capacity.ts'
import {
  enterAvailability,
  findAvailability,
  listAvailabilities,
  type StoredAvailability,
  withdrawAvailability,
} from '../../store/capacity/availability.ts'
import { findPerson } from '../../store/people/list-people.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, notFound, requireFound } from '../errors.ts'
import { closed, Day, Id, IdParams, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const HoursPerWeek = Type.Number({ minimum: 0, maximum: 168, description: 'Over Monday to Friday.' })

const Availability = Type.Unsafe<StoredAvailability>(
  Type.Object({
    id: Id,
    personId: Id,
    identityId: Id,
    employment: word(EMPLOYMENTS),
    hoursPerWeek: HoursPerWeek,
    firstDay: Type.String(),
    lastDay: nullable(Type.String({ description: 'Null: until further notice.' })),
    enteredBy: Type.String(),
    enteredAt: Type.String(),
    withdrawnBy: nullable(Type.String()),
    withdrawnAt: nullable(Type.String()),
  }),
)

const Entered = Type.Object(
  {
    personId: Id,
    employment: word(EMPLOYMENTS),
    hoursPerWeek: HoursPerWeek,
    firstDay: Day,
    lastDay: Type.Optional(Type.Union([Day, Type.Null()])),
  },
  closed,
)

const tags = ['capacity']

/** What the PMO knows of people's time: trackers without capacities say nothing, and none says who is a contractor. */
export function availabilityRoutes(app: Api, { db }: Dependencies): void {
  app.post(
    '/availabilities',
    {
      schema: {
        summary: 'Enter how many hours a week somebody has; it stands in place of what trackers plan for them',
        description: 'Entries of one person for the same days add up: two part-time contracts are two entries.',
        tags,
        body: Entered,
        response: { 201: Availability, ...problems },
      },
    },
    async ({ body: { personId, lastDay = null, ...body }, actor }, reply) => {
      if (lastDay !== null && lastDay < body.firstDay) {
        const expected = 'must not be before body.firstDay'
        throw new ApiError('unprocessable', `body.lastDay ${expected}.`, [{ field: 'body.lastDay', expected }])
      }
      const person = requireFound(await findPerson(db, personId), 'person')
      const [identity] = person.identities
      const identityId = person.identities.find(({ id }) => id === personId)?.id ?? identity?.id ?? personId
      return reply.code(201).send(await enterAvailability(db, { ...body, lastDay, identityId }, actor))
    },
  )

  app.get(
    '/availabilities',
    {
      schema: {
        summary: 'What was entered, the withdrawn ones too',
        tags,
        querystring: Type.Object({ ...pageQuery, person: Type.Optional(Id) }, closed),
        response: { 200: listOf(Availability), ...problems },
      },
    },
    async ({ query }) =>
      writePage(
        await listAvailabilities(
          db,
          query.person === undefined ? {} : { personId: query.person },
          readPage(query, 'name'),
        ),
      ),
  )

  app.delete(
    '/availabilities/:id',
    {
      schema: {
        summary: 'Withdraw an entry; it stays in the list, with who withdrew it',
        tags,
        params: IdParams,
        response: { 200: Availability, ...problems },
      },
    },
    async ({ params, actor }) => {
      const id = await withdrawAvailability(db, params.id, actor)
      if (id === null) throw notFound('availability')
      return requireFound(await findAvailability(db, id), 'availability')
    },
  )
}
