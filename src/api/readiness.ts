import { Type } from 'typebox'
import { isMigrated } from '../store/postgres/migrated.ts'
import type { Api, Dependencies } from './dependencies.ts'
import { ApiError } from './errors.ts'
import { problems, word } from './field.ts'

const Alive = Type.Object({ status: word(['ok']) })

/** For orchestrators: whether the process runs, and whether it can do its work now. */
export function readinessRoutes(app: Api, { db, queueReady, log }: Dependencies): void {
  const security: readonly Record<string, readonly string[]>[] = []

  app.get(
    '/livez',
    { schema: { summary: 'Whether the process is up', tags: ['operations'], security, response: { 200: Alive } } },
    () => ({
      status: 'ok' as const,
    }),
  )

  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Whether database, migrations and queue are ready',
        tags: ['operations'],
        security,
        response: { 200: Alive, ...problems },
      },
    },
    async () => {
      const parts = {
        database: () => isMigrated(db).then(requireMigrated),
        queue: queueReady,
      }
      for (const [name, check] of Object.entries(parts)) {
        try {
          await check()
        } catch (error) {
          log.warn({ part: name, message: error instanceof Error ? error.message : String(error) }, 'not ready')
          throw error instanceof ApiError ? error : new ApiError('unavailable', `The ${name} is not ready.`)
        }
      }
      return { status: 'ok' as const }
    },
  )
}

function requireMigrated(migrated: boolean): void {
  if (!migrated) throw new ApiError('unavailable', 'The migrations have not all been applied.')
}
