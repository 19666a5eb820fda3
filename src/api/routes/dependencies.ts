import { type Static, Type } from 'typebox'
import { LINK_END_TYPES } from '../../portfolio/dependency/dependency.ts'
import type { Queryable } from '../../store/database.ts'
import {
  drawDependency,
  findDependency,
  findEnds,
  listDependencies,
  type StoredDependency,
  withdrawDependency,
} from '../../store/portfolio/dependencies.ts'
import { readAsOf } from '../as-of.ts'
import { assessAgain } from '../assess-again.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { DependencyEnd, describeEnds } from '../dependency-answer.ts'
import { ApiError, notFound, requireFound } from '../errors.ts'
import { closed, Id, IdParams, Instant, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const End = Type.Object({ type: word(LINK_END_TYPES), id: Id }, closed)

const Dependency = Type.Object({
  id: Id,
  provider: DependencyEnd,
  consumer: DependencyEnd,
  lagDays: Type.Integer(),
  reason: nullable(Type.String()),
  createdBy: Type.String({ description: 'The name of the token.' }),
  createdAt: Type.String(),
  withdrawnBy: nullable(Type.String()),
  withdrawnAt: nullable(Type.String()),
})

const NewDependency = Type.Object(
  {
    provider: End,
    consumer: End,
    lagDays: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000, default: 0, description: 'Working days in between.' }),
    ),
    reason: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 2_000 }))),
  },
  {
    ...closed,
    examples: [
      {
        provider: { type: 'milestone', id: '6f1c1f5e-0000-4000-8000-000000000000' },
        consumer: { type: 'item', id: '0b8a7c66-0000-8000-8000-000000000000' },
        lagDays: 5,
        reason: 'The checkout calls the tax service.',
      },
    ],
  },
)

const tags = ['dependencies']

export function dependencyRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/dependencies',
    {
      schema: {
        summary: 'What the PMO says waits for what; those of the trackers are under each initiative',
        tags,
        querystring: Type.Object(
          {
            ...pageQuery,
            end: Type.Optional(Type.String({ format: 'uuid', description: 'Only with this item or milestone.' })),
            withdrawn: Type.Optional(Type.Boolean({ default: false })),
            asOf: Type.Optional({ ...Instant, description: 'Those that stood then.' }),
          },
          closed,
        ),
        response: { 200: listOf(Dependency), ...problems },
      },
    },
    async ({ query: { end, withdrawn, asOf, ...page } }) => {
      const filter = {
        withdrawn: withdrawn ?? false,
        ...(end === undefined ? {} : { end }),
        ...(asOf === undefined ? {} : { asOf: readAsOf(asOf, now()) }),
      }
      const found = await listDependencies(db, filter, readPage(page, 'instant'))
      return writePage({ ...found, items: await showAll(db, found.items) })
    },
  )

  app.post(
    '/dependencies',
    {
      schema: {
        summary: 'Say that an item or milestone waits for another, in whatever tracker; forecasts wait with it',
        tags,
        body: NewDependency,
        response: { 201: Dependency, ...problems },
      },
    },
    async ({ body, actor }, reply) => {
      const initiativeIds = await requireEnds(dependencies, body)
      const drawn = await drawDependency(db, {
        providerType: body.provider.type,
        providerId: body.provider.id,
        consumerType: body.consumer.type,
        consumerId: body.consumer.id,
        lagDays: body.lagDays ?? 0,
        reason: body.reason ?? null,
        createdBy: actor,
        createdAt: now().toISOString(),
      })
      if (drawn === null) {
        throw new ApiError('conflict', 'A dependency between these two stands already; withdraw it to change it.')
      }
      await assessAgain(dependencies, initiativeIds)
      return reply.code(201).send(await show(db, drawn))
    },
  )

  app.get(
    '/dependencies/:id',
    { schema: { summary: 'One dependency', tags, params: IdParams, response: { 200: Dependency, ...problems } } },
    async ({ params }) => show(db, requireFound(await findDependency(db, params.id), 'dependency')),
  )

  app.delete(
    '/dependencies/:id',
    {
      schema: {
        summary: 'Withdraw a dependency; answers about before keep it',
        tags,
        params: IdParams,
        response: { 200: Dependency, ...problems },
      },
    },
    async ({ params, actor }) => {
      const withdrawn = await withdrawDependency(db, params.id, {
        withdrawnBy: actor,
        withdrawnAt: now().toISOString(),
      })
      if (withdrawn === null) throw notFound('dependency')
      const shown = await show(db, withdrawn)
      await assessAgain(dependencies, [...(await findEnds(db, [shown.provider, shown.consumer])).values()])
      return shown
    },
  )
}

/** The initiatives of both ends. */
async function requireEnds(
  { db }: Dependencies,
  { provider, consumer }: Static<typeof NewDependency>,
): Promise<readonly (string | null)[]> {
  const known = await findEnds(db, [provider, consumer])
  const problemsFound = Object.entries({ provider, consumer }).flatMap(([field, { type, id }]) =>
    known.has(`${type}/${id.toLowerCase()}`)
      ? []
      : [{ field: `body.${field}.id`, expected: `must be the id of a stored ${type === 'item' ? 'work item' : type}` }],
  )
  const [first] = problemsFound
  if (first !== undefined) throw new ApiError('unprocessable', `${first.field} ${first.expected}.`, problemsFound)
  if (provider.id.toLowerCase() === consumer.id.toLowerCase()) {
    throw new ApiError('unprocessable', 'body.consumer.id must not be that of the provider: nothing waits for itself.')
  }
  return [...known.values()]
}

async function showAll(db: Queryable, stored: readonly StoredDependency[]) {
  const ends = await describeEnds(
    db,
    stored.flatMap(({ providerId, consumerId }) => [providerId, consumerId]),
  )
  return stored.map(({ providerType, providerId, consumerType, consumerId, ...row }) => ({
    ...row,
    provider: { type: providerType, id: providerId, ...ends(providerId) },
    consumer: { type: consumerType, id: consumerId, ...ends(consumerId) },
  }))
}

async function show(db: Queryable, stored: StoredDependency) {
  const [shown] = await showAll(db, [stored])
  return requireFound(shown ?? null, 'dependency')
}
