import { Type } from 'typebox'
import { listIterations } from '../../store/records/list-iterations.ts'
import { VISIBILITIES } from '../../work/work-item.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Id, nullable, problems, word, wordOrNull } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const text = () => nullable(Type.String())
const STATES = ['future', 'active', 'closed'] as const

const Item = Type.Object({
  id: Id,
  connectionId: Id,
  externalId: Type.String(),
  projectId: text(),
  name: Type.String(),
  path: text(),
  state: wordOrNull(STATES),
  startDay: text(),
  endDay: nullable(Type.String({ description: 'The last day that belongs to it.' })),
  completedAt: text(),
  goal: text(),
  visibility: word(VISIBILITIES),
})

export function iterationRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/iterations',
    {
      schema: {
        summary: 'Sprints and iterations of all trackers',
        tags: ['iterations'],
        querystring: Type.Object(
          {
            ...pageQuery,
            connection: Type.Optional(Id),
            project: Type.Optional(
              Type.String({ minLength: 1, maxLength: 500, description: 'Our id, or its key or name at the tracker.' }),
            ),
            state: Type.Optional(word(STATES)),
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
        ...(query.state === undefined ? {} : { state: query.state }),
      }
      return writePage(await listIterations(db, filter, readPage(query, 'name')))
    },
  )
}
