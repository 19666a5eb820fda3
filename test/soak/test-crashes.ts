import { randomBytes } from 'node:crypto'
import { describe, test } from 'vitest'
import { createTestDatabase } from '../database.ts'
import { BACKENDS } from '../jobs/workplace.ts'
import { startTestRedis } from '../redis.ts'
import { type CrashOptions, survive } from './crash.ts'
import { startKilledPostgres } from './killed-postgres.ts'

interface Crashes extends Pick<CrashOptions, 'killsOfEach' | 'seed'> {
  readonly workerKills: number
  readonly databaseKills: number
}

/** CRASH_KILLS and CRASH_SEED, to run some of them again. */
const { CRASH_KILLS, CRASH_SEED } = process.env
const LONGEST_KILL_MS = 40_000

export function testCrashes({ workerKills, databaseKills, killsOfEach, seed: usualSeed }: Crashes): void {
  const seed = Number(CRASH_SEED ?? usualSeed)
  const killsOf = (usual: number): number => Math.min(usual, Number(CRASH_KILLS ?? usual))

  describe.each(BACKENDS)('a sync whose jobs stand in %s', backend => {
    test(
      `loses nothing and reads little twice when its worker is killed ${killsOf(workerKills)} times (seed ${seed})`,
      async () => {
        const database = await createTestDatabase()
        const redis = backend === 'redis' ? await startTestRedis() : null
        try {
          const { db, url } = database
          const connection = nameQueue(url, redis?.url ?? null)
          await survive({ db: () => db, connection, kills: killsOf(workerKills), killsOfEach, seed })
        } finally {
          await redis?.stop()
          await database.drop()
        }
      },
      60_000 + killsOf(workerKills) * LONGEST_KILL_MS,
    )

    test(
      `goes on when Postgres is killed under it ${killsOf(databaseKills)} times (seed ${seed})`,
      async () => {
        const postgres = await startKilledPostgres()
        const redis = backend === 'redis' ? await startTestRedis() : null
        try {
          const { db, url } = postgres
          const connection = nameQueue(url, redis?.url ?? null)
          await survive({ db, connection, postgres, kills: killsOf(databaseKills), killsOfEach, seed })
        } finally {
          await redis?.stop()
          await postgres.close()
        }
      },
      60_000 + killsOf(databaseKills) * LONGEST_KILL_MS,
    )
  })
}

const nameQueue = (databaseUrl: string, redisUrl: string | null): CrashOptions['connection'] => ({
  databaseUrl,
  redisUrl,
  prefix: `crash-${randomBytes(4).toString('hex')}`,
})
