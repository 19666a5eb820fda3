import { Type } from 'typebox'
import { toInstant } from '../../store/instant.ts'
import { cutPage } from '../../store/page.ts'
import { listOpenGaps } from '../../store/sync/gaps.ts'
import { findRun, listRuns } from '../../store/sync/sync-runs.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { closed, Id, IdParams, problems } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { Gap, SyncRun, showRun, showRuns } from '../sync-run.ts'

const MOST_GAPS_SHOWN = 50
const tags = ['sync runs']

export function syncRunRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/sync-runs',
    {
      schema: {
        summary: 'Passes over connections, newest first',
        tags,
        querystring: Type.Object({ ...pageQuery, connection: Type.Optional(Id) }, closed),
        response: { 200: listOf(SyncRun), ...problems },
      },
    },
    async ({ query }) => {
      const { after, limit } = readPage(query, 'instant')
      const [before] = after ?? []
      const rows = await listRuns(db, {
        ...(query.connection === undefined ? {} : { connectionId: query.connection }),
        ...(before === undefined ? {} : { before }),
        limit: limit + 1,
      })
      const page = cutPage(
        rows,
        limit,
        row => [row.queuedAt, row.id],
        row => row,
      )
      return writePage({ ...page, items: await showRuns(db, page.items) })
    },
  )

  app.get(
    '/sync-runs/:id',
    {
      schema: {
        summary: 'One pass, with what its connection is known to miss',
        tags,
        params: IdParams,
        response: { 200: Type.Object({ ...SyncRun.properties, gaps: Type.Array(Gap) }), ...problems },
      },
    },
    async ({ params }) => {
      const run = requireFound(await findRun(db, params.id), 'sync run')
      const gaps = await listOpenGaps(db, run.connectionId, MOST_GAPS_SHOWN)
      return {
        ...(await showRun(db, run)),
        gaps: gaps.map(gap => ({ ...gap, openedAt: toInstant(gap.openedAt), seenAt: toInstant(gap.seenAt) })),
      }
    },
  )
}
