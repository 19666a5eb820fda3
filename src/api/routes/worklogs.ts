import { Type } from 'typebox'
import { listWorklogs } from '../../store/records/list-worklogs.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Day, Id, Instant, nullable, problems, toUtc } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const Item = Type.Object({
  id: Id,
  connectionId: Id,
  externalId: Type.String(),
  workItemId: Id,
  authorId: nullable(Type.String({ description: 'Null: the tracker does not say who.' })),
  day: Type.String({ description: 'The day the work was done.' }),
  startedAt: Type.String(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  seconds: Type.Integer({ description: 'Signed: a correction is negative.' }),
  inferred: Type.Boolean({ description: 'Derived from Completed Work, not logged by a person.' }),
})

export function worklogRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/worklogs',
    {
      schema: {
        summary: 'Hours, dated: logged by people or inferred from Completed Work',
        tags: ['worklogs'],
        querystring: Type.Object(
          {
            ...pageQuery,
            connection: Type.Optional(Id),
            project: Type.Optional(
              Type.String({ minLength: 1, maxLength: 500, description: 'Our id, or its key or name at the tracker.' }),
            ),
            workItem: Type.Optional(Id),
            person: Type.Optional(Id),
            initiative: Type.Optional(
              Type.String({ format: 'uuid', description: 'Hours worked while this initiative held the item.' }),
            ),
            from: Type.Optional(Day),
            to: Type.Optional(Day),
            updatedSince: Type.Optional(Instant),
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
        ...(query.workItem === undefined ? {} : { workItemId: query.workItem }),
        ...(query.person === undefined ? {} : { personId: query.person }),
        ...(query.initiative === undefined ? {} : { initiativeId: query.initiative }),
        ...(query.from === undefined ? {} : { fromDay: query.from }),
        ...(query.to === undefined ? {} : { toDay: query.to }),
        ...(query.updatedSince === undefined ? {} : { updatedSince: toUtc(query.updatedSince) }),
      }
      return writePage(await listWorklogs(db, filter, readPage(query, 'instant')))
    },
  )
}
