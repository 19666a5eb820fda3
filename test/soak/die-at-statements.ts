import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import type { JobContext } from '../../jobs/job.ts'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from '../flows/connections.ts'
import { dumpState } from '../flows/dump.ts'
import { createSmallSite } from '../flows/small-trackers.ts'

const DEAD = 'the process is dead'
const STATEMENTS: ReadonlySet<unknown> = new Set(['execute', 'select', 'selectDistinct', 'insert', 'update', 'delete'])

/** A database as a process uses it that dies before its nth statement: that one and all later ones never arrive. */
function dieBefore(db: Queryable, nth: number): { readonly db: Queryable; readonly count: () => number } {
  let count = 0
  const watch = (part: Queryable): Queryable =>
    new Proxy(part, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        if (name === 'transaction') {
          return (run: (tx: Queryable) => Promise<unknown>, ...rest: unknown[]) =>
            value.call(target, (tx: Queryable) => run(watch(tx)), ...rest)
        }
        if (!STATEMENTS.has(name)) return value.bind(target)
        return (...given: unknown[]) => {
          count += 1
          if (count >= nth) throw new Error(DEAD)
          return value.apply(target, given)
        }
      },
    })
  return { db: watch(db), count: () => count }
}

async function attempt(context: JobContext, id: string): Promise<boolean> {
  try {
    return (await pass(context, id)).state === 'complete'
  } catch (error) {
    if (error instanceof Error && error.message === DEAD) return false
    throw error
  }
}

/** About how many statements that sync makes; what it takes for each death is about as much again. */
const FEWEST_STATEMENTS = 100
const LONGEST_DEATH_MS = 3_000

/** Lets a first sync die before every nth of its statements, each time from the beginning. */
export function testDeaths(everyNth: number): void {
  test(
    `a first sync whose process dies before ${everyNth === 1 ? 'any' : `every ${everyNth}th`} of its statements leaves no cursor without its data, and goes on to the same end (P10)`,
    async () => {
      const calm = await createTestDatabase()
      const disturbed = await createTestDatabase()
      const standIn = await startJiraStandIn({ site: createSmallSite(['WEB'], 6), feedLagMs: 0 })
      try {
        const setUp = ({ db }: TestDatabase, id?: string): Promise<string> =>
          saveConnection(db, 'jira', { baseUrl: standIn.url }, { type: 'api-token', ...standIn.credentials }, id)
        const id = await setUp(calm)
        expect((await pass((await openWorkplace(calm.db)).context, id)).state).toBe('complete')
        const expected = await dumpState(calm.db, id)
        expect(expected.workItems?.length).toBe(6)

        const { context } = await openWorkplace(disturbed.db)
        let nth = 1
        for (; ; nth += everyNth) {
          await queryRows(disturbed.db, sql`delete from connection`)
          await setUp(disturbed, id)
          const dying = dieBefore(disturbed.db, nth)
          if ((await attempt({ ...context, db: dying.db }, id)) && dying.count() < nth) break
          // The lease of the dead one ends by itself.
          await queryRows(disturbed.db, sql`update lease set held_until = now() - interval '1 s'`)
          expect(await attempt(context, id), `after the death before statement ${nth}`).toBe(true)
          expect(await dumpState(disturbed.db, id), `after the death before statement ${nth}`).toEqual(expected)
        }
        expect(nth).toBeGreaterThan(FEWEST_STATEMENTS)
      } finally {
        await standIn.close()
        await calm.drop()
        await disturbed.drop()
      }
    },
    120_000 + (2 * FEWEST_STATEMENTS * LONGEST_DEATH_MS) / everyNth,
  )
}
