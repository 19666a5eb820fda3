import { Type } from 'typebox'
import { addScores, listScores } from '../../store/portfolio/score-models.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { closed, IdParams, Name, nullable, problems } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { findOfKind } from '../tree-node.ts'

const Entry = Type.Object({
  criterion: Type.String(),
  value: nullable(Type.Number({ description: 'Null: taken back.' })),
  createdBy: Type.String(),
  createdAt: Type.String(),
})

const Value = Type.Object(
  { criterion: Name, value: nullable(Type.Number({ minimum: -1_000_000_000, maximum: 1_000_000_000 })) },
  closed,
)
const tags = ['initiatives']

export function scoreRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/initiatives/:id/scores',
    {
      schema: {
        summary: 'What people entered for its priority, newest first; the newest of a criterion holds',
        tags,
        params: IdParams,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(Entry), ...problems },
      },
    },
    async ({ params, query }) => {
      requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      return writePage(await listScores(db, params.id, readPage(query, 'number')))
    },
  )

  app.post(
    '/initiatives/:id/scores',
    {
      schema: {
        summary: 'Enter values for criteria of the score model; null takes one back',
        tags,
        params: IdParams,
        body: Type.Object(
          { values: Type.Array(Value, { minItems: 1, maxItems: 50 }) },
          { ...closed, examples: [{ values: [{ criterion: 'user value', value: 8 }] }] },
        ),
        response: { 201: listOf(Entry), ...problems },
      },
    },
    async ({ params, body, actor }, reply) => {
      requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      await addScores(db, params.id, body.values, { by: actor, at: now().toISOString() })
      const page = await listScores(db, params.id, { after: null, limit: body.values.length })
      return reply.code(201).send({ ...writePage(page), nextCursor: null })
    },
  )
}
