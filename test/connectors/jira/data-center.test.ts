import { afterEach, describe, expect, it } from 'vitest'
import * as edits from '../../../demo/jira/edits.ts'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import { type JiraSite, openSite as openData } from '../../../demo/jira/site.ts'
import { STREAMS } from '../../../src/work/raw-record.ts'
import type { SourceRecord, SourceWorkItem } from '../../../src/work/source-record.ts'
import { createSmallSite } from '../../flows/small-trackers.ts'
import { replayHistory } from '../replay-history.ts'
import { listCensus, listIds, type OpenedSite, openSite, readStream } from './stand-in-site.ts'

const opened: OpenedSite[] = []
const open = async (options: Parameters<typeof openSite>[0] = {}): Promise<OpenedSite> => {
  const site = await openSite({ product: 'data-center', contextPath: '/jira', site: generate(), ...options })
  opened.push(site)
  return site
}
afterEach(async () => {
  for (const site of opened.splice(0)) await site.close()
})

const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort()
const workItemsOf = (records: readonly SourceRecord[]): readonly SourceWorkItem[] =>
  records.filter(record => record.type === 'work_item')
const { data } = createSmallSite(['WEB', 'OPS', 'MOB'], 150)
const generate = (): JiraSite => openData(structuredClone(data))
const by = 'Priya Nair'

/** What a reading said of each thing, without what only one of the products tells. */
function describeRecord(record: SourceRecord): object {
  switch (record.type) {
    case 'person':
      return { ...record, email: null, kind: null }
    case 'release':
      // The audit log of Cloud tells when the day was moved.
      return { ...record, url: null, history: [] }
    case 'work_item':
    case 'project':
      return { ...record, url: null }
    case 'iteration':
    case 'link_list':
      // The sites are read one after the other.
      return { ...record, seenAt: null }
    case 'item_type':
      return { ...record, proposal: record.proposal?.value }
    default:
      return record
  }
}

async function readAll({ source }: OpenedSite): Promise<ReadonlyMap<string, object>> {
  const found = new Map<string, object>()
  for (const stream of STREAMS.filter(each => each !== 'links')) {
    for (const record of (await readStream(source, stream)).records) {
      const scope = 'projectId' in record && record.type === 'field' ? record.projectId : ''
      found.set(`${record.type} ${record.externalId} ${scope}`, describeRecord(record))
    }
  }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)))
}

describe('Jira Data Center', () => {
  it('is found out by asking the site, with nothing entered but its address and a token', async () => {
    const { source, standIn } = await open()
    const check = await source.check()
    expect(check).toMatchObject({ identity: 'Milepost Reader', problems: [] })
    expect(check.instanceId).toBe(standIn.site.data.cloudId)
    expect(standIn.requests.every(({ path }) => path.startsWith('/jira/rest/'))).toBe(true)
    expect(standIn.requests.some(({ path }) => path.includes('/rest/api/3'))).toBe(false)
  })

  it('tells the same of the same site as Cloud: every value, every history, every link', async () => {
    const cloud = await readAll(await open({ product: 'cloud', contextPath: '' }))
    const dataCenter = await readAll(await open())
    expect([...dataCenter.keys()].filter(name => !cloud.has(name))).toEqual([])
    expect([...cloud.keys()].filter(name => !dataCenter.has(name))).toEqual([])
    for (const [name, record] of cloud) expect(dataCenter.get(name), name).toEqual(record)
  }, 60_000)

  it('brings everything there is, with histories that end at the current values, in few requests', async () => {
    const { site, source, notes } = await open()
    const items = await readStream(source, 'work_items')
    const requests = notes.filter(({ endpointClass }) => ['search', 'issue'].includes(endpointClass)).length
    const oracle = listJiraOracle(site)
    expect(listIds(items.records, 'work_item')).toEqual(sorted(oracle.workItems))
    for (const item of workItemsOf(items.records)) {
      // Cutting the site small left histories of sprints that are gone.
      expect(item.gap ?? '').not.toMatch(/rows|by its key/)
      replayHistory(item)
    }
    expect(requests).toBeLessThanOrEqual((items.records.length / 1000) * 25 + 5)
    expect(items.pages[0]?.expected).toBe(oracle.workItems.length)
    expect(await listCensus(source, 'work_items')).toEqual(sorted(oracle.workItems))
    expect(await listCensus(source, 'iterations')).toEqual(sorted(oracle.iterations))
    expect(await listCensus(source, 'releases')).toEqual(sorted(oracle.releases))
    expect(await listCensus(source, 'worklogs')).toEqual(sorted(oracle.worklogs))
  })

  it('reads only changes later, in one search however many projects there are', async () => {
    let nowMs = Date.now()
    const { source, notes, site } = await open({ now: () => new Date(nowMs) })
    const first = await readStream(source, 'work_items')
    nowMs += 24 * 3_600_000
    site.clock = () => nowMs - 60_000
    const [issue] = site.data.issues
    edits.editIssue(site, { issueId: issue?.id ?? '', by, changes: { summary: 'Changed' } })
    const before = notes.length
    const later = await readStream(source, 'work_items', first.cursor)
    expect(workItemsOf(later.records).map(({ title }) => title)).toContain('Changed')
    expect(later.records.length).toBeLessThan(first.records.length)
    expect(notes.slice(before).filter(({ endpointClass }) => endpointClass === 'search').length).toBeLessThanOrEqual(3)
  })
})
