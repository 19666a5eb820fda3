import { Type } from 'typebox'
import { findConnection } from '../../store/access/connections.ts'
import { decideHolds, listHolds } from '../../store/sync/deletion-decisions.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringSync } from '../doorbell.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Id, IdParams, problems } from '../field.ts'
import { Hold } from '../hold.ts'
import { listOf } from '../page.ts'
import { SyncRun, showRun } from '../sync-run.ts'

const Which = Type.Object(
  {
    ids: Type.Optional(
      Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true, description: 'Left out: all that are open.' }),
    ),
  },
  closed,
)

const tags = ['connections']

/** Many records that are no longer listed: deleted, or hidden from us? A person says it. */
export function deletionRoutes(app: Api, dependencies: Dependencies): void {
  const { db } = dependencies

  app.get(
    '/connections/:id/deletions',
    {
      schema: {
        summary: 'What is missing at the tracker in such numbers that a person has to decide, newest first',
        tags,
        params: IdParams,
        response: { 200: listOf(Hold), ...problems },
      },
    },
    async ({ params }) => {
      requireFound(await findConnection(db, params.id), 'connection')
      return { items: [...(await listHolds(db, params.id, ['open', 'confirmed', 'dismissed']))], nextCursor: null }
    },
  )

  app.post(
    '/connections/:id/deletions/confirm',
    {
      schema: {
        summary:
          'They are gone: a census asks for each by its id and marks what the tracker does not know. Also takes a dismissal back',
        tags,
        params: IdParams,
        body: Which,
        response: { 202: SyncRun, ...problems },
      },
    },
    async ({ params, body, actor }, reply) => {
      requireFound(await findConnection(db, params.id), 'connection')
      const { run } = requireDecided(await decideHolds(db, params.id, 'confirmed', body.ids ?? null, actor))
      await ringSync(dependencies, params.id, 'census')
      return reply.code(202).send(await showRun(db, requireFound(run, 'sync run')))
    },
  )

  app.post(
    '/connections/:id/deletions/dismiss',
    {
      schema: {
        summary: 'They are not gone: they stay as they are, and are not asked about again until they are back',
        tags,
        params: IdParams,
        body: Which,
        response: { 200: listOf(Hold), ...problems },
      },
    },
    async ({ params, body, actor }) => {
      requireFound(await findConnection(db, params.id), 'connection')
      const { decided } = requireDecided(await decideHolds(db, params.id, 'dismissed', body.ids ?? null, actor))
      const holds = await listHolds(db, params.id, ['dismissed'])
      return { items: holds.filter(({ id }) => decided.includes(id)), nextCursor: null }
    },
  )
}

function requireDecided<Decided>(decided: Decided | null): Decided {
  if (decided !== null) return decided
  throw new ApiError('conflict', 'Nothing (of this) waits for a decision: GET the deletions to see what does.')
}
