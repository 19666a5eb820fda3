import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organization } from '../../demo/azure-devops/organization.ts'
import { HIERARCHY } from '../../demo/azure-devops/organization-index.ts'
import { seededRandom } from '../../demo/random.ts'
import { queryRows } from '../../src/store/database.ts'
import { listOpenGaps } from '../../src/store/sync/gaps.ts'
import { listStoredIds, type StoredIds } from '../../src/store/sync/stored-ids.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { editAzureDevOps } from './edited-azure-devops.ts'
import { createSmallOrganization } from './small-trackers.ts'

const DAY_MS = 86_400_000
const EDITS = 60

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** Read from one of its items, nobody knows which end of a Related link the feed calls the source. */
const bare = (ids: StoredIds) =>
  Object.fromEntries(
    Object.entries(ids).map(([entity, list]) => [
      entity,
      [...list].map(id => (id.includes('.Related:') ? id.split(/:/).sort().join(':') : id)).sort(),
    ]),
  )

/** Parent of every item that exists, by the tracker's own state; null where it has none that exists. */
function listParents({ state, index }: Organization): Record<string, string | null> {
  const live = new Set(state.workItems.filter(({ deletion }) => deletion === null).map(({ id }) => id))
  return Object.fromEntries(
    [...live].map(id => {
      const links = [...(index.linksByItem.get(id)?.values() ?? [])]
      const parent = links.find(
        ({ rel, sourceId, targetId }) => rel === HIERARCHY && targetId === id && live.has(sourceId),
      )
      return [String(id), parent === undefined ? null : String(parent.sourceId)]
    }),
  )
}

async function loadParents(connectionId: string): Promise<Record<string, string | null>> {
  const rows = await queryRows<{ child: string; parent: string | null }>(
    database.db,
    sql`
    select w.external_id as child, p.external_id as parent from work_item w
    left join work_item p on p.id = w.parent_id and p.visibility = 'visible'
    where w.connection_id = ${connectionId} and w.visibility = 'visible'`,
  )
  return Object.fromEntries(rows.map(({ child, parent }) => [child, parent]))
}

const PRODUCTS = [
  { name: 'a server of 2020', product: { server: { latestVersion: '6.0' } } },
  { name: 'a service whose feeds are refused', product: { refusesReporting: true } },
  {
    name: 'a server of 2019 whose feeds are refused',
    product: { server: { latestVersion: '5.0' }, refusesReporting: true },
  },
] as const

test.each(PRODUCTS)(
  'all of $name is stored: a first sync, what people change then, and what they delete',
  async ({ product }) => {
    const organization = createSmallOrganization(170, 3)
    const tracker = await editAzureDevOps(organization, product)
    let ahead = 0
    try {
      const { context } = await openWorkplace(database.db, () => new Date(Date.now() + ahead))
      const id = await saveConnection(database.db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)
      expect(await pass(context, id)).toMatchObject({ state: 'complete' })
      const gaps = (await listOpenGaps(database.db, id, 100)).filter(({ kind }) => kind === 'refused_feed')
      expect(gaps).toHaveLength('refusesReporting' in product ? 2 : 0)
      const expectSame = async (done: string) => {
        expect(bare(await listStoredIds(database.db, id)), done).toEqual(bare(tracker.listOracle()))
        expect(await loadParents(id), done).toEqual(listParents(organization))
      }
      await expectSame('a first sync')

      const random = seededRandom(3)
      const done: string[] = []
      for (let edits = 0; edits < EDITS; edits++) {
        done.push(tracker.edit(random))
        if (random.chance(0.05)) done.push(`(${(await pass(context, id)).state})`)
      }
      // Without a feed, links that change no item are looked up once a day, and deletions are counted.
      ahead = DAY_MS
      expect(await pass(context, id)).toMatchObject({ state: 'complete' })
      expect(await pass(context, id, 'census')).toMatchObject({ state: 'complete' })
      await expectSame(done.join(', '))
    } finally {
      await tracker.close()
    }
  },
  120_000,
)
