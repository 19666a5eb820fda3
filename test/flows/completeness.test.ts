import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JobContext } from '../../jobs/job.ts'
import { queryRows } from '../../src/store/database.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { startSmallAzureDevOps, startSmallJira } from './tracker-ground.ts'

let ground: Ground
let context: JobContext
beforeAll(async () => {
  ground = await startApi()
  ;({ context } = await openWorkplace(ground.database.db))
})
afterAll(() => ground.close())

interface Completeness {
  readonly problems: readonly { readonly kind: string; readonly count: number; readonly text: string }[]
  readonly streams: readonly {
    readonly scope: string
    readonly stream: string
    readonly sourceCount: number | null
    readonly storedCount: number | null
    readonly difference: number | null
    readonly daysSinceCensus: number | null
  }[]
  readonly stored: { readonly workItems: number; readonly iterations: number }
  readonly unmappedStates: number
  readonly unmappedWords: readonly { readonly name: string; readonly items: number }[]
}

const look = async (id: string): Promise<Completeness> => {
  const response = await ground.request({ method: 'GET', url: `/api/v1/connections/${id}/completeness` })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<Completeness>()
}

describe.each([
  { name: 'Jira', start: startSmallJira },
  { name: 'Azure DevOps', start: startSmallAzureDevOps },
])('$name', ({ start }) => {
  test('each stream of each scope tells what the tracker counts, what is stored and the difference', async () => {
    const tracker = await start()
    const { db } = ground.database
    try {
      const id = await saveConnection(db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)
      const before = await look(id)
      expect(before.streams).toEqual([])
      await pass(context, id)
      const uncounted = await look(id)
      expect(uncounted.problems.map(({ kind }) => kind)).toContain('old_census')
      for (const stream of uncounted.streams) expect([stream.sourceCount, stream.difference]).toEqual([null, null])

      await pass(context, id, 'census')
      const counted = await look(id)
      const oracle = tracker.listOracle()
      const itemStreams = counted.streams.filter(({ stream }) => stream === 'work_items')
      expect(itemStreams).toMatchObject([
        {
          sourceCount: oracle.workItems.length,
          storedCount: oracle.workItems.length,
          difference: 0,
          daysSinceCensus: 0,
        },
      ])
      // Of each project its own, and together all of them.
      const sprints = counted.streams.filter(({ stream }) => stream === 'iterations')
      expect(sprints.length).toBeGreaterThan(1)
      expect(sprints.map(({ difference }) => difference)).toEqual(sprints.map(() => 0))
      expect(sprints.reduce((sum, { storedCount }) => sum + (storedCount ?? 0), 0)).toBe(counted.stored.iterations)
      expect(counted.streams.filter(({ stream }) => stream === 'structure').map(each => each.storedCount)).toEqual(
        counted.streams.filter(({ stream }) => stream === 'structure').map(() => null),
      )
      expect(counted.problems.map(({ kind }) => kind)).not.toContain('old_census')

      // A word loses its meaning, and an item is lost here.
      const [status] = await queryRows<{ word: string; items: number }>(
        db,
        sql`
        select status_external_id as word, count(*)::int as items from work_item
        where connection_id = ${id} and visibility = 'visible' group by 1 order by 2 desc, 1 limit 1`,
      )
      await ground.request({
        method: 'PUT',
        url: `/api/v1/connections/${id}/mappings`,
        payload: {
          decisions: [{ subject: 'status', externalId: status?.word, decision: 'override', meaning: null }],
        },
      })
      await pass(context, id, 'replay')
      await queryRows(
        db,
        sql`
        update work_item set visibility = 'not_visible' where id = (select id from work_item
          where connection_id = ${id} and visibility = 'visible' and state is not null order by id limit 1)`,
      )
      const after = await look(id)
      expect(after.streams.find(({ stream }) => stream === 'work_items')?.difference).toBe(1)
      expect(after.unmappedStates).toBe(status?.items)
      expect(after.unmappedWords).toContainEqual({
        subject: 'status',
        externalId: status?.word,
        name: expect.any(String),
        items: status?.items,
      })
      expect(after.problems).toEqual(
        expect.arrayContaining([
          // The item, and its worklogs with it.
          expect.objectContaining({ kind: 'missing_records' }),
          expect.objectContaining({ kind: 'not_visible_items', count: 1 }),
          expect.objectContaining({ kind: 'unmapped_states', count: status?.items }),
        ]),
      )
    } finally {
      await tracker.close()
    }
  }, 90_000)
})
