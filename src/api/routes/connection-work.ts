import { Type } from 'typebox'
import { findConnection, resumeConnection } from '../../store/access/connections.ts'
import { requestRun, SYNC_MODES } from '../../store/sync/sync-runs.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringSync } from '../doorbell.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, IdParams, nullable, problems, word } from '../field.ts'
import { SyncRun, showRun } from '../sync-run.ts'
import { readTrackerError } from '../tracker-error.ts'

const Check = Type.Object({
  ok: Type.Boolean(),
  identity: nullable(Type.String({ description: 'Who we are at the tracker.' })),
  timeZone: nullable(Type.String()),
  permissions: Type.Array(Type.Object({ name: Type.String(), granted: Type.Boolean(), neededFor: Type.String() })),
  problems: Type.Array(Type.String({ description: 'What will be missing and what to do about it.' })),
  projects: nullable(
    Type.Array(Type.Object({ externalId: Type.String(), key: nullable(Type.String()), name: Type.String() }), {
      description: 'All that the account can see, also those that the settings do not name; null: not known.',
    }),
  ),
})

const tags = ['connections']

/** What is done with a connection: check it, read it. */
export function connectionWorkRoutes(app: Api, dependencies: Dependencies): void {
  const { db, openSource, now } = dependencies

  app.post(
    '/connections/:id/check',
    {
      schema: {
        summary: 'Ask the tracker whether the stored credentials work; if they do, a suspension ends',
        tags,
        params: IdParams,
        response: { 200: Check, ...problems },
      },
    },
    async ({ params }) => {
      const connection = requireFound(await findConnection(db, params.id), 'connection')
      try {
        const source = await openSource(params.id)
        try {
          const { identity, timeZone, permissions, problems } = await source.check()
          const projects = await source.listProjects?.()
          if (await resumeConnection(db, connection, now().toISOString()))
            await ringSync(dependencies, params.id, 'incremental')
          return {
            ok: true,
            identity,
            timeZone,
            permissions: [...permissions],
            problems: [...problems],
            projects: projects === undefined ? null : [...projects],
          }
        } finally {
          await source.close()
        }
      } catch (error) {
        const sentence = readTrackerError(error)
        if (sentence === null) throw error
        return { ok: false, identity: null, timeZone: null, permissions: [], problems: [sentence], projects: null }
      }
    },
  )

  app.post(
    '/connections/:id/syncs',
    {
      schema: {
        summary: 'Start a pass; one that is under way already is returned instead',
        tags,
        params: IdParams,
        body: Type.Object({ mode: word(SYNC_MODES) }, closed),
        response: { 202: SyncRun, ...problems },
      },
    },
    async ({ params, body }, reply) => {
      const { state, stateReason } = requireFound(await findConnection(db, params.id), 'connection')
      // A replay asks nothing of the tracker.
      if (state === 'suspended' && body.mode !== 'replay') {
        throw new ApiError(
          'conflict',
          `The connection is suspended: ${stateReason} Change its credentials, or check it once the tracker takes them again.`,
        )
      }
      const run = await requestRun(db, params.id, body.mode)
      await ringSync(dependencies, params.id, body.mode)
      return reply.code(202).send(await showRun(db, run))
    },
  )
}
