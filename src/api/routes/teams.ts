import { Type } from 'typebox'
import { listCapacities, listDaysOff } from '../../store/records/list-capacities.ts'
import { listTeams } from '../../store/records/list-teams.ts'
import { VISIBILITIES, WEEKDAYS } from '../../work/work-item.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Id, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const ids = (description: string) => nullable(Type.Array(Id, { description }))

const Team = Type.Object({
  id: Id,
  connectionId: Id,
  externalId: Type.String(),
  projectId: nullable(Type.String()),
  name: Type.String(),
  workingDays: nullable(Type.Array(word(WEEKDAYS), { description: 'Null: the tracker does not tell.' })),
  memberIds: ids('People; null: the tracker does not tell.'),
  iterationIds: ids('Iterations the team has chosen; null: the tracker does not tell.'),
  visibility: word(VISIBILITIES),
})

const planned = { id: Id, connectionId: Id, teamId: Id, iterationId: Id }

const Capacity = Type.Object({
  ...planned,
  personId: Id,
  activity: nullable(Type.String({ description: 'Null: the hours are for no activity in particular.' })),
  hoursPerDay: Type.Number({ description: 'On each working day of the iteration. Who has no entry has told nothing.' }),
})

const DayOff = Type.Object({
  ...planned,
  personId: nullable(Type.String({ description: 'Null: the whole team is away.' })),
  firstDay: Type.String(),
  lastDay: Type.String({ description: 'The last day away.' }),
})

const planQuery = Type.Object(
  { ...pageQuery, connection: Type.Optional(Id), team: Type.Optional(Id), iteration: Type.Optional(Id) },
  closed,
)

export function teamRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/teams',
    {
      schema: {
        summary: 'Teams with their members and working days, where the tracker plans by them',
        tags: ['teams'],
        querystring: Type.Object(
          {
            ...pageQuery,
            connection: Type.Optional(Id),
            project: Type.Optional(
              Type.String({ minLength: 1, maxLength: 500, description: 'Our id, or its key or name at the tracker.' }),
            ),
          },
          closed,
        ),
        response: { 200: listOf(Team), ...problems },
      },
    },
    async ({ query }) => {
      const filter = {
        ...(query.connection === undefined ? {} : { connectionId: query.connection }),
        ...(query.project === undefined ? {} : { project: query.project }),
      }
      const { items, nextCursor } = writePage(await listTeams(db, filter, readPage(query, 'name')))
      return { items: items.map(copyLists), nextCursor }
    },
  )
  app.get(
    '/capacities',
    {
      schema: {
        summary: 'Hours that people have for their team on each working day of an iteration',
        tags: ['teams'],
        querystring: planQuery,
        response: { 200: listOf(Capacity), ...problems },
      },
    },
    async ({ query }) => writePage(await listCapacities(db, readFilter(query), readPage(query, 'name'))),
  )
  app.get(
    '/days-off',
    {
      schema: {
        summary: 'Days of an iteration on which a person, or the whole team, is away',
        tags: ['teams'],
        querystring: planQuery,
        response: { 200: listOf(DayOff), ...problems },
      },
    },
    async ({ query }) => writePage(await listDaysOff(db, readFilter(query), readPage(query, 'name'))),
  )
}

const readFilter = ({
  connection,
  team,
  iteration,
}: {
  readonly connection?: string
  readonly team?: string
  readonly iteration?: string
}) => ({
  ...(connection === undefined ? {} : { connectionId: connection }),
  ...(team === undefined ? {} : { teamId: team }),
  ...(iteration === undefined ? {} : { iterationId: iteration }),
})

/** The schema's lists may be changed, those of the store may not. */
const copyLists = ({
  workingDays,
  memberIds,
  iterationIds,
  ...team
}: Awaited<ReturnType<typeof listTeams>>['items'][0]) => ({
  ...team,
  workingDays: workingDays === null ? null : [...workingDays],
  memberIds: memberIds === null ? null : [...memberIds],
  iterationIds: iterationIds === null ? null : [...iterationIds],
})
