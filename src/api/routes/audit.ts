import { Type } from 'typebox'
import { listAuditEntries, verifyAuditEntries } from '../../store/access/audit-entries.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Id, Instant, Name, nullable, problems, toUtc } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const Entry = Type.Object({
  entry: Type.Integer({ description: 'Counted from 1, without gaps.' }),
  createdAt: Type.String(),
  createdBy: Type.String({ description: 'The name of the token.' }),
  tokenId: Id,
  method: Type.String(),
  route: Type.String({ examples: ['/api/v1/milestones/:id'] }),
  subjects: Type.Array(Id, {
    description: 'What it is about: ids in the address and the body, and that of what was made.',
  }),
  asked: nullable(Type.Integer({ description: 'The entry that it was asked for with. Null: this is that entry.' })),
  status: nullable(
    Type.Integer({ description: 'How it was answered. Null: it was asked for; nothing had changed yet.' }),
  ),
  previousHash: Type.String({ description: 'Empty for the first entry.' }),
  hash: Type.String({ description: 'SHA-256 of all the above, the hash of the entry before included.' }),
})

const tags = ['audit']

/** Who changed what through this API. */
export function auditRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/audit',
    {
      schema: {
        summary: 'Who asked for which change, and how it ended, newest first',
        tags,
        querystring: Type.Object(
          {
            ...pageQuery,
            actor: Type.Optional({ ...Name, description: 'The name of a token, or its id.' }),
            subject: Type.Optional(Id),
            from: Type.Optional(Instant),
            to: Type.Optional(Instant),
          },
          closed,
        ),
        response: { 200: listOf(Entry), ...problems },
      },
    },
    async ({ query: { from, to, actor, subject, ...page } }) => {
      const filter = {
        ...(actor === undefined ? {} : { actor }),
        ...(subject === undefined ? {} : { subject }),
        ...(from === undefined ? {} : { from: toUtc(from) }),
        ...(to === undefined ? {} : { to: toUtc(to) }),
      }
      const { items, nextCursor } = writePage(await listAuditEntries(db, filter, readPage(page, 'number')))
      return { items: items.map(each => ({ ...each, subjects: [...each.subjects] })), nextCursor }
    },
  )

  app.get(
    '/audit/verification',
    {
      schema: {
        summary: 'Whether all entries stand as they were written; reads all of them',
        tags,
        response: {
          200: Type.Object({
            holds: Type.Boolean(),
            entries: Type.Integer(),
            brokenAt: nullable(
              Type.Integer({ description: 'The first entry that was changed, or before which entries are gone.' }),
            ),
            lastHash: nullable(
              Type.String({
                description:
                  'Of the newest entry. Kept elsewhere, it shows later whether the newest ones were cut off, or all were written anew.',
              }),
            ),
          }),
          ...problems,
        },
      },
    },
    async () => {
      const found = await verifyAuditEntries(db)
      return { holds: found.brokenAt === null, ...found }
    },
  )
}
