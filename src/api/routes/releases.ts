import { Type } from 'typebox'
import { listReleases } from '../../store/records/list-releases.ts'
import { VISIBILITIES } from '../../work/work-item.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Id, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const text = () => nullable(Type.String())

const Item = Type.Object({
  id: Id,
  connectionId: Id,
  externalId: Type.String(),
  projectId: Id,
  name: Type.String(),
  startDay: text(),
  targetDay: text(),
  released: Type.Boolean(),
  archived: Type.Boolean(),
  url: text(),
  visibility: word(VISIBILITIES),
})

export function releaseRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/releases',
    {
      schema: {
        summary: 'Releases and versions of all trackers',
        tags: ['releases'],
        querystring: Type.Object(
          {
            ...pageQuery,
            connection: Type.Optional(Id),
            project: Type.Optional(
              Type.String({ minLength: 1, maxLength: 500, description: 'Our id, or its key or name at the tracker.' }),
            ),
            released: Type.Optional(Type.Boolean()),
          },
          closed,
        ),
        response: { 200: listOf(Item), ...problems },
      },
    },
    async ({ query }) => {
      const filter = {
        ...(query.connection === undefined ? {} : { connectionId: query.connection }),
        ...(query.project === undefined ? {} : { project: query.project }),
        ...(query.released === undefined ? {} : { released: query.released }),
      }
      return writePage(await listReleases(db, filter, readPage(query, 'name')))
    },
  )
}
