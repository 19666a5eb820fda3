import { Type } from 'typebox'
import { listProjects } from '../../store/records/list-projects.ts'
import { VISIBILITIES } from '../../work/work-item.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Id, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const text = () => nullable(Type.String())

const Item = Type.Object({
  id: Id,
  connectionId: Id,
  externalId: Type.String(),
  key: text(),
  name: Type.String(),
  url: text(),
  archived: Type.Boolean(),
  visibility: word(VISIBILITIES),
  itemCount: Type.Integer({ description: 'Visible work items in it now.' }),
})

export function projectRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/projects',
    {
      schema: {
        summary: 'Projects of all trackers',
        tags: ['projects'],
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
      return writePage(await listProjects(db, filter, readPage(query, 'name')))
    },
  )
}
