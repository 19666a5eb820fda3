import { afterEach, describe, expect, it } from 'vitest'
import { createWorkItem, editWorkItem } from '../../../demo/azure-devops/edits.ts'
import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import { listAzureDevOpsOracle } from '../../../demo/azure-devops/oracle.ts'
import { type Organization, openOrganization } from '../../../demo/azure-devops/organization.ts'
import { failureOf, gather, NOW, type Opened, openSource, type Reading, readAll } from './opened-source.ts'

let opened: Opened | undefined
afterEach(() => opened?.close())

function createSmall(items: number): Organization {
  const { state } = generateOrganization({ seed: 11, now: NOW })
  const workItems = state.workItems.slice(0, items)
  const kept = new Set(workItems.map(({ id }) => id))
  const links = state.links.filter(({ sourceId, targetId }) => kept.has(sourceId) && kept.has(targetId))
  return openOrganization({ ...state, workItems, links })
}

const idsOf = ({ records }: Reading): readonly string[] =>
  [...new Set(records.flatMap(record => (record.type === 'work_item' ? [record.externalId] : [])))].sort()
const living = (organization: Organization): readonly string[] =>
  [...listAzureDevOpsOracle(organization).workItems].sort()
const countAsked = ({ standIn }: Opened, part: string): number =>
  standIn.requests.filter(({ path }) => path.includes(part)).length

describe('where the feeds are refused', () => {
  it('every item and every revision of it is read, and the check says at what price', async () => {
    opened = await openSource({ organization: createSmall(230), refusesReporting: true })
    const { problems, permissions } = await opened.source.check()
    expect(problems).toEqual([expect.stringContaining('reporting feeds are refused')])
    expect(permissions).toContainEqual(expect.objectContaining({ name: 'Reporting feeds', granted: false }))
    const first = await readAll(opened.source, 'work_items', opened.collection, null)
    expect(idsOf(first)).toEqual(living(opened.organization))
    const hosted = await openSource({ organization: opened.organization })
    try {
      const feed = await readAll(hosted.source, 'work_items', hosted.collection, null)
      const alive = new Set(living(opened.organization))
      const revisionsOf = ({ raw }: Reading) =>
        raw
          .filter(({ kind, externalId }) => kind === 'revision' && alive.has(externalId.split('@')[0] ?? ''))
          .map(({ externalId, payload }) => [externalId, payload])
          .sort()
      expect(revisionsOf(first)).toEqual(revisionsOf(feed))
    } finally {
      await hosted.close()
    }
  }, 60_000)

  it('a reading that broke off goes on after its last page, and the next one asks for what has changed', async () => {
    opened = await openSource({ organization: createSmall(430), refusesReporting: true })
    const whole = await readAll(opened.source, 'work_items', opened.collection, null)
    expect(whole.pages.length).toBeGreaterThan(3)
    const rest = await readAll(opened.source, 'work_items', opened.collection, whole.pages[0]?.cursor ?? null)
    const firstPage = whole.pages[0]?.records ?? []
    expect([...firstPage, ...rest.raw].map(({ externalId }) => externalId)).toEqual(
      whole.raw.map(({ externalId }) => externalId),
    )
    // The generated history ends at the time of the reading, and what was changed in its last minutes is asked for again.
    const [item] = opened.organization.state.workItems.filter(({ deletion }) => deletion === null)
    const by = opened.organization.state.people[0]?.email ?? ''
    if (item === undefined) throw new Error('no work item')
    editWorkItem(opened.organization, { id: item.id, by, at: NOW, fields: { 'System.Title': 'Changed' } })
    const before = opened.standIn.requests.length
    const second = await readAll(opened.source, 'work_items', opened.collection, whole.cursor)
    expect(second.records).toContainEqual(expect.objectContaining({ title: 'Changed' }))
    expect(idsOf(second).length).toBeLessThan(20)
    expect(opened.standIn.requests.length - before).toBeLessThan(40)
  }, 60_000)

  it('a refusal that is not the tracker’s own, or comes later, is told and changes nothing', async () => {
    opened = await openSource({ organization: createSmall(60) })
    const feed = {
      match: ({ path }: { readonly path: string }) => path.includes('/reporting/'),
      times: Number.POSITIVE_INFINITY,
    }
    const { source, collection, standIn } = opened
    standIn.faults.add({ ...feed, fault: 'status', status: 403, body: '<html>Blocked by the proxy</html>' })
    expect(await failureOf(() => readAll(source, 'work_items', collection, null))).toMatchObject({
      reason: 'permission',
    })
    standIn.faults.clear()
    const { cursor } = await readAll(source, 'work_items', collection, null)
    standIn.faults.add({ ...feed, fault: 'status', status: 403, body: '{"typeKey":"AccessDeniedException"}' })
    expect(await failureOf(() => readAll(source, 'work_items', collection, cursor))).toMatchObject({
      reason: 'permission',
    })
  }, 60_000)
})

describe('a query (A2, A5)', () => {
  it('that is cut goes on by id until nothing is left', async () => {
    opened = await openSource({ organization: createSmall(130), queryLimit: 7 })
    const listed = await gather(opened.source.census('work_items', opened.collection))
    expect(listed.map(({ externalId }) => externalId).sort()).toEqual(living(opened.organization))
    expect(countAsked(opened, '/wiql')).toBeGreaterThan(130 / 7)
  })

  it('finds all items of one millisecond, and those on both sides of midnight', async () => {
    opened = await openSource({ organization: createSmall(40), refusesReporting: true, queryLimit: 50 })
    const { organization, source, collection } = opened
    const { cursor } = await readAll(source, 'work_items', collection, null)
    const by = organization.state.people[0]?.email ?? ''
    const create = (at: Date) =>
      createWorkItem(organization, {
        ...{ project: 'Core Platform', type: 'Task', by, at },
        fields: { 'System.Title': 'One of many' },
      }).id
    const midnight = new Date('2026-11-23T00:00:00.000Z')
    const made = [
      ...Array.from({ length: 230 }, () => create(NOW)),
      create(new Date(midnight.getTime() - 1)),
      create(midnight),
      create(new Date(midnight.getTime() + 1)),
    ]
    const found = new Set(idsOf(await readAll(source, 'work_items', collection, cursor)))
    expect(made.filter(id => !found.has(String(id)))).toEqual([])
  }, 60_000)
})

describe('a batch (A3, A4)', () => {
  it.each([
    [199, 1],
    [200, 1],
    [201, 2],
  ])(
    'of %i ids is asked for in %i requests',
    async (count, requests) => {
      opened = await openSource({ organization: createSmall(260) })
      const refs = living(opened.organization)
        .slice(0, count)
        .map(externalId => ({ kind: 'work_item' as const, externalId }))
      const fetched = await opened.source.fetch(refs)
      expect(fetched.filter(({ outcome }) => outcome === 'found')).toHaveLength(count)
      expect(countAsked(opened, '/workitemsbatch')).toBe(requests)
    },
    60_000,
  )

  it('that leaves out items in silence loses none: each is asked for alone, and only 404 counts', async () => {
    opened = await openSource({ organization: createSmall(80), leavesOut: id => id % 3 === 0 })
    const refs = [...living(opened.organization), '999999'].map(externalId => ({
      kind: 'work_item' as const,
      externalId,
    }))
    const fetched = await opened.source.fetch(refs)
    expect(fetched.filter(({ outcome }) => outcome !== 'found')).toEqual([
      { outcome: 'not_visible', ref: { kind: 'work_item', externalId: '999999' } },
    ])
    opened.standIn.faults.add({ match: ({ path }) => /workitems\/\d+\?/i.test(path), fault: 'status', status: 403 })
    expect(await failureOf(() => opened?.source.fetch(refs) ?? Promise.resolve())).toMatchObject({
      reason: 'permission',
    })
  }, 60_000)
})
