import { Type } from 'typebox'
import { findWorkItem } from '../../store/records/find-work-item.ts'
import { listWorkItems } from '../../store/records/list-work-items.ts'
import { MAPPING_SUBJECTS } from '../../work/mapping.ts'
import type { FieldValue } from '../../work/source-record.ts'
import { ITEM_KINDS, LINK_MEANINGS, PLANNING_FIELDS, VISIBILITIES, WORK_STATES } from '../../work/work-item.ts'
import { readAsOf } from '../as-of.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { closed, Id, IdParams, Instant, nullable, problems, toUtc, word, wordOrNull } from '../field.ts'
import { EstimateField } from '../mapping-word.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const text = () => nullable(Type.String())
const hours = () => nullable(Type.Number())

const WorkItem = Type.Object({
  id: Id,
  connectionId: Id,
  externalId: Type.String({ description: "The tracker's own id." }),
  key: Type.String(),
  url: Type.String(),
  title: Type.String(),
  kind: wordOrNull(ITEM_KINDS),
  level: nullable(
    Type.Integer({
      description: '-1 sub-task, 0 leaf, 1 epic or feature, 2 and more above; null: the type is not mapped.',
    }),
  ),
  typeExternalId: Type.String(),
  state: wordOrNull(WORK_STATES),
  statusExternalId: Type.String(),
  projectId: Id,
  parentId: text(),
  assigneeId: text(),
  reporterId: text(),
  iterationId: text(),
  releaseIds: Type.Array(Type.String()),
  priority: text(),
  labels: Type.Array(Type.String()),
  components: Type.Array(Type.String()),
  area: text(),
  resolution: text(),
  estimate: nullable(Type.Number()),
  estimateUnit: wordOrNull(['points', 'hours', 'days']),
  originalHours: hours(),
  remainingHours: hours(),
  completedHours: hours(),
  startDay: text(),
  targetDay: text(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  startedAt: text(),
  doneAt: text(),
  blockedSince: text(),
  visibility: word(VISIBILITIES),
  assigneeName: nullable(Type.String({ description: 'Null: nobody has it.' })),
  statusName: nullable(Type.String({ description: "The tracker's word for its status." })),
  typeName: nullable(Type.String({ description: "The tracker's word for its type." })),
  trackerName: Type.String({ description: 'Of the connection.' }),
  trackerKind: Type.String(),
})

const Detail = Type.Object({
  ...WorkItem.properties,
  initiativeId: nullable(Type.String({ description: 'Whose scope it is in now.' })),
  formerKeys: Type.Array(Type.String()),
  unmapped: Type.Array(
    Type.Object({
      subject: word(MAPPING_SUBJECTS),
      externalId: Type.String(),
      name: text(),
      value: Type.Unsafe<FieldValue>({ description: 'Of a field: what the tracker says.' }),
    }),
    { description: 'Words of it without a meaning here, and values that the meaning of their field cannot read.' },
  ),
  estimateField: EstimateField,
  spans: Type.Array(
    Type.Object({
      field: word(PLANNING_FIELDS),
      value: text(),
      raw: text(),
      validFrom: Type.String(),
      validTo: nullable(Type.String({ description: 'Null: still.' })),
      authorId: text(),
      origin: word(['observed', 'reconstructed']),
    }),
    { description: 'What each planning field was, from when to when, and who set it.' },
  ),
  links: Type.Array(
    Type.Object({
      id: Type.String(),
      meaning: wordOrNull(LINK_MEANINGS),
      linkTypeExternalId: Type.String(),
      fromId: Type.String(),
      toId: Type.String(),
      otherKey: text(),
    }),
  ),
})

const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'

const Ids = Type.String({
  pattern: `^${UUID}(,${UUID}){0,99}$`,
  'x-expected': 'must be ids of work items, separated by commas, 100 at most',
  description: 'Only these: up to 100 ids, separated by commas. Those of other things are passed over.',
})

const asOf = Type.Optional(Instant)
const tags = ['work items']

export function workItemRoutes(app: Api, { db, now }: Dependencies): void {
  app.get(
    '/work-items',
    {
      schema: {
        summary: 'Work items of all trackers, changed last last; with asOf their planning fields as they were',
        tags,
        querystring: Type.Object(
          {
            ...pageQuery,
            ids: Type.Optional(Ids),
            connection: Type.Optional(Id),
            project: Type.Optional(
              Type.String({ minLength: 1, maxLength: 500, description: 'Our id, or its key or name at the tracker.' }),
            ),
            state: Type.Optional(word(WORK_STATES)),
            type: Type.Optional(word(ITEM_KINDS)),
            iteration: Type.Optional(Id),
            initiative: Type.Optional(Id),
            updatedSince: Type.Optional(Instant),
            asOf,
            gone: Type.Optional(Type.Boolean({ default: false, description: 'Also deleted and invisible ones.' })),
          },
          closed,
        ),
        response: { 200: listOf(WorkItem), ...problems },
      },
    },
    async ({ query }) => {
      const { ids, connection, project, state, type, iteration, initiative, updatedSince, gone } = query
      const filter = {
        ...(ids === undefined ? {} : { ids: ids.split(',') }),
        ...(connection === undefined ? {} : { connectionId: connection }),
        ...(project === undefined ? {} : { project }),
        ...(state === undefined ? {} : { state }),
        ...(type === undefined ? {} : { kind: type }),
        ...(iteration === undefined ? {} : { iterationId: iteration }),
        ...(initiative === undefined ? {} : { initiativeId: initiative }),
        ...(updatedSince === undefined ? {} : { updatedSince: toUtc(updatedSince) }),
        ...(query.asOf === undefined ? {} : { asOf: readAsOf(query.asOf, now()) }),
        ...(gone === undefined ? {} : { gone }),
      }
      const page = await listWorkItems(db, filter, readPage(query, 'instant'))
      return writePage({ ...page, items: page.items.map(showLists) })
    },
  )

  app.get(
    '/work-items/:id',
    {
      schema: {
        summary: 'One work item with its history and links',
        tags,
        params: IdParams,
        querystring: Type.Object({ asOf }, closed),
        response: { 200: Detail, ...problems },
      },
    },
    async ({ params, query }) => {
      const found = await findWorkItem(
        db,
        params.id,
        query.asOf === undefined ? undefined : readAsOf(query.asOf, now()),
      )
      const { spans, links, formerKeys, unmapped, ...item } = requireFound(found, 'work item')
      return {
        ...showLists(item),
        spans: [...spans],
        links: [...links],
        formerKeys: [...formerKeys],
        unmapped: [...unmapped],
      }
    },
  )
}

const showLists = <
  Item extends {
    readonly labels: readonly string[]
    readonly components: readonly string[]
    readonly releaseIds: readonly string[]
  },
>(
  item: Item,
) => ({
  ...item,
  labels: [...item.labels],
  components: [...item.components],
  releaseIds: [...item.releaseIds],
})
