import { Type } from 'typebox'
import { findPerson, type ListedPerson, listPeople } from '../../store/people/list-people.ts'
import { listOpenProposals } from '../../store/people/match-people.ts'
import { placeIdentities, withdrawPlaces } from '../../store/people/place-identities.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, notFound, requireFound } from '../errors.ts'
import { closed, Id, IdParams, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const KINDS = ['human', 'service', 'unknown'] as const

const Person = Type.Unsafe<ListedPerson>(
  Type.Object({
    id: Id,
    name: Type.String(),
    email: nullable(Type.String({ description: 'Null: no tracker shows it.' })),
    kind: word(KINDS),
    active: Type.Boolean(),
    identities: Type.Array(
      Type.Object({
        id: Type.String({ description: 'What work items, worklogs and histories name.' }),
        connectionId: Id,
        externalId: Type.String(),
        name: Type.String(),
        email: nullable(Type.String()),
        kind: word(KINDS),
        active: Type.Boolean(),
        isErased: Type.Boolean({ description: 'The tracker has erased who it was, and so have we.' }),
        placedBy: nullable(
          Type.String({ description: 'Who said that it belongs here; null: it follows from what the trackers say.' }),
        ),
        placedAt: nullable(Type.String()),
      }),
    ),
  }),
)

const Proposal = Type.Object({
  identityIds: Type.Tuple([Id, Id]),
  confidence: Type.Number({ description: '0 to 1; from 0.5 on it is used until a person decides.' }),
  reason: Type.String(),
})

const MOST_PROPOSALS = 1_000
const MOST_IDENTITIES = 50
const tags = ['people']

export function personRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/people',
    {
      schema: {
        summary: 'People, each with the identities that the trackers know them by',
        tags,
        querystring: Type.Object({ ...pageQuery, connection: Type.Optional(Id) }, closed),
        response: { 200: listOf(Person), ...problems },
      },
    },
    async ({ query }) => {
      const filter = query.connection === undefined ? {} : { connectionId: query.connection }
      return writePage(await listPeople(db, filter, readPage(query, 'name')))
    },
  )

  app.get(
    '/people/:id',
    {
      schema: {
        summary: 'One person, by their id or that of an identity',
        tags,
        params: IdParams,
        response: { 200: Person, ...problems },
      },
    },
    async ({ params }) => requireFound(await findPerson(db, params.id), 'person'),
  )

  app.put(
    '/people/:id',
    {
      schema: {
        summary:
          'Say that these identities, and no others, are this person: as they are to confirm, more to merge, fewer to split. No sync changes it; the last word holds',
        tags,
        params: IdParams,
        body: Type.Object(
          { identityIds: Type.Array(Id, { minItems: 1, maxItems: MOST_IDENTITIES, uniqueItems: true }) },
          closed,
        ),
        response: { 200: Person, ...problems },
      },
    },
    async ({ params, body, actor }) => {
      const placed = await placeIdentities(db, params.id, body.identityIds, actor)
      if (placed.status === 'placed') return placed.person
      if (placed.status === 'not_found') throw notFound('person')
      const field = 'body.identityIds'
      throw new ApiError('unprocessable', `${field} ${placed.problem}.`, [{ field, expected: placed.problem }])
    },
  )

  app.delete(
    '/people/:id/decision',
    {
      schema: {
        summary: 'Take back what was said about the identities of a person: the trackers’ own data places them again',
        tags,
        params: IdParams,
        response: { 200: Person, ...problems },
      },
    },
    async ({ params }) => requireFound(await withdrawPlaces(db, params.id), 'person'),
  )

  app.get(
    '/person-proposals',
    {
      schema: {
        summary:
          'Identities of two trackers that may be one person and that nobody has decided about, the surest first',
        tags,
        response: { 200: listOf(Proposal), ...problems },
      },
    },
    async () => {
      const proposals = (await listOpenProposals(db)).slice(0, MOST_PROPOSALS)
      return {
        items: proposals.map(({ identityIds: [a, b], ...each }) => ({
          identityIds: [a, b] as [string, string],
          ...each,
        })),
        nextCursor: null,
      }
    },
  )
}
