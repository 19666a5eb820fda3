import { afterEach, describe, expect, it } from 'vitest'
import { RejectedError, UnavailableError } from '../../../connectors/errors.ts'
import * as edits from '../../../demo/jira/edits.ts'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import type { SourceWorkItem } from '../../../src/work/source-record.ts'
import { replayHistory } from '../replay-history.ts'
import { listCensus, listIds, type OpenedSite, openSite, readStream } from './stand-in-site.ts'

const opened: OpenedSite[] = []
const open = async (...options: Parameters<typeof openSite>): Promise<OpenedSite> => {
  const site = await openSite(...options)
  opened.push(site)
  return site
}
afterEach(async () => {
  for (const site of opened.splice(0)) await site.close()
})

const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort()
const workItemsOf = (records: readonly { readonly type: string }[]): readonly SourceWorkItem[] =>
  records.filter((record): record is SourceWorkItem => record.type === 'work_item')
const by = 'Priya Nair'

describe('a first reading', () => {
  it('brings everything there is, and each history ends at the current values', async () => {
    const { site, source, notes, standIn } = await open()
    const items = await readStream(source, 'work_items')
    const issueRequests = notes.filter(({ endpointClass }) =>
      ['search', 'changelog_bulkfetch'].includes(endpointClass),
    ).length
    const oracle = listJiraOracle(site)
    expect(listIds(items.records, 'work_item')).toEqual(sorted(oracle.workItems))
    const links = workItemsOf(items.records).flatMap(item => item.links ?? [])
    expect(sorted([...new Set(links.map(link => link.externalId))])).toEqual(sorted(oracle.links))
    for (const item of workItemsOf(items.records)) {
      expect(item.gap).toBeNull()
      replayHistory(item)
    }
    expect(issueRequests).toBeLessThanOrEqual((items.records.length / 1000) * 25)
    expect(items.pages[0]?.expected).toBe(oracle.workItems.length)
    expect(listIds((await readStream(source, 'iterations')).records, 'iteration')).toEqual(sorted(oracle.iterations))
    expect(listIds((await readStream(source, 'releases')).records, 'release')).toEqual(sorted(oracle.releases))
    expect(listIds((await readStream(source, 'worklogs')).records, 'worklog')).toEqual(sorted(oracle.worklogs))
    expect(standIn.connectionsOpened()).toBeLessThanOrEqual(2)
  })

  it('reads only the projects it was told to, by key or id', async () => {
    const { source } = await open({ projects: ['mob', '10003'] })
    const { records } = await readStream(source, 'work_items')
    expect(new Set(workItemsOf(records).map(item => item.projectId))).toEqual(new Set(['10001', '10003']))
  })

  it('names a project that does not exist', async () => {
    const { source } = await open({ projects: ['PAY', 'NOPE'] })
    await expect(readStream(source, 'work_items')).rejects.toThrow(/NOPE/)
    await expect(source.check()).rejects.toMatchObject({ reason: 'bad_settings' })
  })
})

describe('an interrupted reading', () => {
  it('goes on after the last saved page and reads each page once', async () => {
    const { site, source } = await open()
    const whole = await readStream(source, 'work_items')
    const rest = await readStream(source, 'work_items', whole.pages[4]?.cursor ?? null)
    expect(rest.pages.map(page => page.records)).toEqual(
      whole.pages.slice(5).map(page => withFetchedAt(page.records, rest)),
    )
    expect(listIds(rest.records, 'work_item').length).toBe(site.data.issues.length - 500)
  })

  it('goes on from the last issue it read when the token is no longer accepted', async () => {
    const { source } = await open()
    const whole = await readStream(source, 'work_items')
    const saved = whole.pages[4]?.cursor ?? ''
    const broken = saved.replace(/"token":"[^"]*"/, '"token":"expired"')
    expect(broken).not.toBe(saved)
    const rest = await readStream(source, 'work_items', broken)
    const ids = new Set([
      ...listIds(rest.records, 'work_item'),
      ...whole.pages.slice(0, 5).flatMap(page => page.records.map(record => record.externalId)),
    ])
    expect(ids.size).toBe(listIds(whole.records, 'work_item').length)
    expect(rest.pages.length).toBeLessThan(whole.pages.length)
  })

  it('gives up when every token is refused, instead of reading the same page for ever', async () => {
    const { source, standIn } = await open()
    const hasToken = ({ path, body }: { path: string; body: unknown }): boolean =>
      path.endsWith('/search/jql') && typeof body === 'object' && body !== null && 'nextPageToken' in body
    standIn.faults.add({ match: hasToken, fault: 'status', status: 400, times: 1000 })
    await expect(readStream(source, 'work_items')).rejects.toBeInstanceOf(UnavailableError)
    expect(standIn.requests.length).toBeLessThan(20)
  })

  it('starts over with a cursor it cannot read', async () => {
    const { source } = await open({ projects: ['OPS'] })
    const whole = await readStream(source, 'work_items')
    for (const cursor of ['', 'null', '{"version":0}', '{"version":1}', 'rubbish']) {
      const again = await readStream(source, 'work_items', cursor)
      expect(listIds(again.records, 'work_item')).toEqual(listIds(whole.records, 'work_item'))
    }
  })
})

describe('a later reading', () => {
  it('brings what changed, was created and was moved, and looks back over what the index was late with', async () => {
    const { site, source, standIn } = await open({ indexLagMs: 3_600_000 })
    const first = await readStream(source, 'work_items')
    const [old] = site.data.issues
    if (old === undefined) throw new Error('the demo has issues')
    edits.editIssue(site, { issueId: old.id, by, changes: { summary: 'Changed while the index slept' } })
    const early = await readStream(source, 'work_items', first.cursor)
    expect(titleOf(early.records, old.id)).not.toBe('Changed while the index slept')
    await standIn.close()
    const later = await open({ site })
    const second = await readStream(later.source, 'work_items', early.cursor)
    expect(titleOf(second.records, old.id)).toBe('Changed while the index slept')
    expect(second.records.length).toBeLessThan(first.records.length)
  })

  it('reads a project from the beginning when it is followed anew', async () => {
    const { site, source } = await open()
    edits.removeProjectPermission(site, 'WEB')
    const first = await readStream(source, 'work_items')
    expect(workItemsOf(first.records).some(item => item.key.startsWith('WEB-'))).toBe(false)
    edits.restoreProjectPermission(site, 'WEB')
    const second = await readStream(source, 'work_items', first.cursor)
    const all = new Set([...listIds(first.records, 'work_item'), ...listIds(second.records, 'work_item')])
    expect(sorted([...all])).toEqual(sorted(listJiraOracle(site).workItems))
    edits.removeProjectPermission(site, 'WEB')
    const third = await readStream(source, 'work_items', second.cursor)
    edits.restoreProjectPermission(site, 'WEB')
    const fourth = await readStream(source, 'work_items', third.cursor)
    const webItems = workItemsOf(fourth.records).filter(item => item.key.startsWith('WEB-'))
    expect(webItems.length).toBe(site.data.issues.filter(issue => issue.key.startsWith('WEB-')).length)
  })

  it('knows a moved issue by its id, with the project it came from', async () => {
    const { site, source } = await open()
    const issue = site.data.issues.find(({ key }) => key.startsWith('PAY-'))
    if (issue === undefined) throw new Error('the demo has issues')
    const first = await readStream(source, 'work_items')
    const moved = edits.moveIssueToProject(site, { issueId: issue.id, project: 'MOB', by })
    const second = await readStream(source, 'work_items', first.cursor)
    const item = workItemsOf(second.records).find(({ externalId }) => externalId === issue.id)
    expect(item).toMatchObject({ key: moved.key, projectId: '10001' })
    expect(item?.history[0]?.set.project).toBe('10000')
    expect(item?.history.at(-1)?.set.project).toBe('10001')
  })

  it('brings edited worklogs and says which were deleted', async () => {
    const { site, source } = await open()
    const first = await readStream(source, 'worklogs')
    const [edited, deleted] = site.data.worklogs
    if (edited === undefined || deleted === undefined) throw new Error('the demo has worklogs')
    edits.editWorklog(site, { worklogId: edited.id, by, seconds: 1234 })
    edits.deleteWorklog(site, { worklogId: deleted.id, by })
    const second = await readStream(source, 'worklogs', first.cursor)
    expect(second.records).toContainEqual(
      expect.objectContaining({ type: 'worklog', externalId: edited.id, seconds: 1234 }),
    )
    expect(second.records).toContainEqual(
      expect.objectContaining({ type: 'removal', kind: 'worklog', externalId: deleted.id }),
    )
    expect(listIds(second.records, 'worklog').length).toBeLessThan(20)
  })

  it('reads feeds in which nothing happens from the same place each time, not from ever earlier', async () => {
    const { source, standIn } = await open()
    let cursor = (await readStream(source, 'worklogs')).cursor
    const begins: string[] = []
    for (let run = 0; run < 3; run += 1) {
      const asked = standIn.requests.length
      cursor = (await readStream(source, 'worklogs', cursor)).cursor
      const feeds = standIn.requests.slice(asked).filter(({ path }) => path.includes('/worklog/'))
      begins.push(feeds.map(({ path }) => path).join(' '))
    }
    expect(begins[0]).toMatch(/updated\?since=\d+.*deleted\?since=\d+/)
    expect(new Set(begins).size).toBe(1)
  })
})

describe('a release', () => {
  it('tells who moved its date and from where, from the audit log', async () => {
    const { site, source } = await open({ projects: ['PAY'] })
    const version = site.data.versions.find(
      ({ projectId, released, releaseDate }) => projectId === '10000' && !released && releaseDate !== null,
    )
    if (version === undefined) throw new Error('the demo has open versions')
    const before = version.releaseDate
    edits.moveVersion(site, { versionId: version.id, releaseDate: '2027-09-30', by })
    const { records } = await readStream(source, 'releases')
    const release = records.find(record => record.type === 'release' && record.externalId === version.id)
    if (release?.type !== 'release') throw new Error('the release was not read')
    replayHistory(release)
    const mover = site.data.accounts.find(({ displayName }) => displayName === by)
    const move = release.history.findLast(entry => 'target_day' in entry.set)
    expect(move).toMatchObject({ authorId: mover?.accountId, origin: 'observed', set: { target_day: '2027-09-30' } })
    expect(release.history.filter(entry => 'target_day' in entry.set).at(-2)?.set.target_day).toBe(before)
  })
})

describe('a census', () => {
  it('lists what exists, and nothing that was deleted', async () => {
    const { site, source } = await open()
    const issue = site.data.issues.find(({ key }) => key.startsWith('OPS-'))
    edits.deleteIssue(site, { issueId: issue?.id ?? '', by })
    const oracle = listJiraOracle(site)
    expect(await listCensus(source, 'work_items')).toEqual(sorted(oracle.workItems))
    expect(await listCensus(source, 'iterations')).toEqual(sorted(oracle.iterations))
    expect(await listCensus(source, 'releases')).toEqual(sorted(oracle.releases))
    expect(await listCensus(source, 'worklogs')).toEqual(sorted(oracle.worklogs))
  })

  it('throws when a followed project is no longer visible or the token has expired', async () => {
    const { site, source } = await open({ projects: ['PAY', 'WEB'] })
    const scope = { externalId: 'site', name: 'Jira site', streams: ['work_items'] as const }
    edits.removeProjectPermission(site, 'WEB')
    const listing = (of: typeof source) => drain(of.census('work_items', scope))
    await expect(listing(source)).rejects.toBeInstanceOf(RejectedError)
    const wrong = await open({ site, apiToken: 'expired' })
    await expect(listing(wrong.source)).rejects.toMatchObject({ reason: 'credentials' })
    await expect(drain(wrong.source.discover())).rejects.toMatchObject({ reason: 'credentials' })
    await expect(drain(wrong.source.read('work_items', scope, null))).rejects.toMatchObject({ reason: 'credentials' })
    await expect(drain(wrong.source.read('worklogs', scope, null))).rejects.toMatchObject({ reason: 'credentials' })
  })

  it('throws when a page lacks its list', async () => {
    const { source, standIn } = await open({ projects: ['OPS'] })
    standIn.faults.add({ match: ({ path }) => path.endsWith('/search/jql'), fault: 'missing_list', times: 10 })
    await expect(listCensus(source, 'work_items')).rejects.toBeInstanceOf(UnavailableError)
  })
})

async function drain(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

const titleOf = (records: readonly { readonly type: string }[], id: string): string | undefined =>
  workItemsOf(records).findLast(({ externalId }) => externalId === id)?.title

function withFetchedAt<T extends { readonly fetchedAt: string; readonly externalId: string }>(
  records: readonly T[],
  reading: {
    readonly pages: readonly {
      readonly records: readonly { readonly fetchedAt: string; readonly externalId: string }[]
    }[]
  },
): readonly T[] {
  const read = new Map(reading.pages.flatMap(page => page.records).map(record => [record.externalId, record.fetchedAt]))
  return records.map(record => ({ ...record, fetchedAt: read.get(record.externalId) ?? record.fetchedAt }))
}
