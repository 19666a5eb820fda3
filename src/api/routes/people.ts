import { Type } from 'typebox'
import { listPeople } from '../../store/list-people.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Id, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const Item = Type.Object({
  id: Id,
  connectionId: Id,
  externalId: Type.String(),
  name: Type.String(),
  email: nullable(Type.String({ description: 'Null: the tracker does not show it.' })),
  kind: word(['human', 'service', 'unknown']),
  active: Type.Boolean(),
})

export function personRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/people',
    {
      schema: {
        summary: 'People as each tracker knows them',
        tags: ['people'],
        querystring: Type.Object(
          {
            ...pageQuery,
            connection: Type.Optional(Id),
          },
          closed,
        ),
        response: { 200: listOf(Item), ...problems },
      },
    },
    async ({ query }) => {
      const filter = {
        ...(query.connection === undefined ? {} : { connectionId: query.connection }),
      }
      return writePage(await listPeople(db, filter, readPage(query, 'name')))
    },
  )
}
