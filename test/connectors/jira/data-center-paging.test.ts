import { afterEach, describe, expect, it } from 'vitest'
import type { Page } from '../../../connectors/connector.ts'
import { RejectedError, UnavailableError } from '../../../connectors/errors.ts'
import jira from '../../../connectors/jira/index.ts'
import * as edits from '../../../demo/jira/edits.ts'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import type { JiraSite } from '../../../demo/jira/site.ts'
import { type Random, seededRandom } from '../../../demo/random.ts'
import type { SourceWorkItem } from '../../../src/work/source-record.ts'
import { fill, generate } from './filled-site.ts'
import { listCensus, listIds, type OpenedSite, openSite, readStream } from './stand-in-site.ts'

const opened: OpenedSite[] = []
const open = async (options: Parameters<typeof openSite>[0]): Promise<OpenedSite> => {
  const site = await openSite({ product: 'data-center', ...options })
  opened.push(site)
  return site
}
afterEach(async () => {
  for (const site of opened.splice(0)) await site.close()
})

const by = 'Priya Nair'
const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort()
const siteScope = { externalId: 'site', name: 'Jira site', streams: ['work_items'] } as const

const itemsOf = (pages: readonly Page[]): readonly SourceWorkItem[] =>
  pages.flatMap(page => page.records.flatMap(record => jira.parse(record))).filter(one => one.type === 'work_item')

describe('reading pages of Data Center', () => {
  it('loses none of 5,000 issues that were changed in the same moment', async () => {
    const site = fill(5_000)
    const { source, standIn } = await open({ site, limits: { issuesInSearch: 101 } })
    const { records, cursor } = await readStream(source, 'work_items')
    expect(listIds(records, 'work_item').length).toBe(5_000)
    // Also where all of them count as changed.
    const again = await readStream(
      source,
      'work_items',
      cursor?.replace(/"completeSinceMs":\d+/, `"completeSinceMs":${Date.parse('2026-11-10T09:30:15Z')}`) ?? null,
    )
    expect(listIds(again.records, 'work_item').length).toBe(5_000)
    expect(standIn.requests.some(({ path }) => /startAt=[1-9]/.test(path))).toBe(false)
    expect((await listCensus(source, 'work_items')).length).toBe(5_000)
  }, 120_000)

  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    'loses nothing while issues are edited, moved and deleted between the pages (schedule %i)',
    async seed => {
      const random = seededRandom(seed)
      const { site, source } = await open({ site: generate(), limits: { issuesInSearch: 7 } })
      const seen = new Set<string>()
      let cursor: string | null = null
      for await (const page of source.read('work_items', siteScope, null)) {
        for (const record of page.records) seen.add(record.externalId)
        cursor = page.cursor
        disturb(site, random, page)
      }
      for await (const page of source.read('work_items', siteScope, cursor)) {
        for (const record of page.records) seen.add(record.externalId)
      }
      expect(listJiraOracle(site).workItems.filter(id => !seen.has(id))).toEqual([])
    },
    30_000,
  )

  it('can be shared out to workers: the parts bring everything together', async () => {
    const { source, site } = await open({ site: fill(1_500), limits: { issuesInSearch: 101 } })
    const division = await source.divide?.('work_items', siteScope)
    const parts = division?.parts ?? []
    expect(parts.length).toBeGreaterThan(2)
    const seen: string[] = []
    for (const { externalId, name } of parts) {
      for await (const page of source.read('work_items', { externalId, name, streams: ['work_items'] }, null))
        seen.push(...page.records.map(record => record.externalId))
    }
    expect(sorted(seen)).toEqual(sorted(listJiraOracle(site).workItems))
  }, 60_000)

  it('goes on from the saved page, also when all issues it remembers are gone', async () => {
    const { site, source } = await open({ site: generate(), limits: { issuesInSearch: 11 } })
    const pages: Page[] = []
    for await (const page of source.read('work_items', siteScope, null)) {
      pages.push(page)
      if (pages.length === 3) break
    }
    const saved = pages[2]
    for (const { externalId } of saved?.records ?? []) {
      const isLeaf = (site.childIds.get(externalId)?.size ?? 0) === 0
      if (isLeaf) edits.deleteIssue(site, { issueId: externalId, by })
    }
    const rest = await readStream(source, 'work_items', saved?.cursor ?? null)
    const seen = new Set([
      ...pages.flatMap(page => page.records.map(each => each.externalId)),
      ...listIds(rest.records, 'work_item'),
    ])
    expect(listJiraOracle(site).workItems.filter(id => !seen.has(id))).toEqual([])
  })

  it('asks for the whole history where it is cut, and says what nobody tells', async () => {
    const counts = [0, 1, 39, 40, 41, 99, 100, 101, 250, 400]
    const site = fill(counts.length, place => counts[place] ?? 0)
    const whole = await open({ site, limits: { historiesInSearch: 100 } })
    const { pages } = await readStream(whole.source, 'work_items')
    expect(
      pages.flatMap(page => page.records).map(({ payload }) => (payload as { histories: unknown[] }).histories.length),
    ).toEqual(counts)
    expect(itemsOf(pages).every(({ gap }) => gap === null)).toBe(true)
    // One request for each of the three that were cut.
    expect(whole.notes.filter(({ endpointClass }) => endpointClass === 'issue').length).toBe(3)

    const cut = await open({ site, limits: { historiesInSearch: 40, historiesOfIssue: 100 } })
    const told = itemsOf((await readStream(cut.source, 'work_items')).pages)
    const missing = told.map(({ gap }) => Number(/does not tell (\d+) of/.exec(gap ?? '')?.[1] ?? 0))
    expect(missing).toEqual(counts.map(count => Math.max(0, count - 100)))
  })

  it.each(['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'America/New_York'])(
    'finds every change whatever the zone of the account (%s), also in the nights when clocks change',
    async accountTimeZone => {
      for (const night of ['2026-03-08T06:59:30Z', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z']) {
        let nowMs = Date.parse(night)
        const site = generate()
        site.clock = () => nowMs
        const { source } = await open({ site, accountTimeZone, now: () => new Date(nowMs) })
        const first = await readStream(source, 'work_items')
        nowMs += 45 * 60_000
        const [issue] = site.data.issues
        edits.editIssue(site, { issueId: issue?.id ?? '', by, changes: { summary: `Changed at night` } })
        nowMs += 5 * 60_000
        const later = await readStream(source, 'work_items', first.cursor)
        expect(itemsOf(later.pages).find(({ externalId }) => externalId === issue?.id)?.title).toBe('Changed at night')
        expect(itemsOf(later.pages).find(({ externalId }) => externalId === issue?.id)?.updatedAt).toBe(
          new Date(nowMs - 5 * 60_000).toISOString(),
        )
      }
    },
    60_000,
  )

  it('tries again when an answer is empty, and never takes it for no data', async () => {
    const { source, standIn, site } = await open({ site: generate(), limits: { issuesInSearch: 11 } })
    for (let nth = 2; nth < 60; nth += 7) standIn.faults.add({ match: () => true, nth, fault: 'empty_body' })
    expect(listIds((await readStream(source, 'work_items')).records, 'work_item')).toEqual(
      sorted(listJiraOracle(site).workItems),
    )
    expect(standIn.faults.countUsed()).toBeGreaterThan(1)
    standIn.faults.clear()
    standIn.faults.add({ match: () => true, times: Number.POSITIVE_INFINITY, fault: 'empty_body' })
    await expect(readStream(source, 'work_items')).rejects.toBeInstanceOf(UnavailableError)
  })

  it('does not believe that the site has no fields, and reads no issue without them', async () => {
    const { source, standIn } = await open({ site: generate() })
    const headers = { 'content-type': 'application/json' }
    const isFieldList = ({ path }: { path: string }): boolean => path.endsWith('/field')
    const times = Number.POSITIVE_INFINITY
    standIn.faults.add({ match: isFieldList, times, fault: 'status', status: 200, body: '[]', headers })
    await expect(readStream(source, 'work_items')).rejects.toBeInstanceOf(UnavailableError)
    expect(standIn.requests.some(({ path }) => path.endsWith('/search'))).toBe(false)
  })

  it.each([{ 'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED' }, { 'X-AUSERNAME': 'anonymous' }])(
    'refuses an empty answer that was given to nobody (%j)',
    async headers => {
      const { source, standIn } = await open({ site: generate() })
      const isSearch = ({ path }: { path: string }): boolean => path.endsWith('/search')
      const body = '{"startAt":0,"maxResults":200,"total":0,"issues":[]}'
      standIn.faults.add({ match: isSearch, nth: 2, times: 9, fault: 'status', status: 200, body, headers })
      const failure = await readStream(source, 'work_items').catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(RejectedError)
      expect(failure).toMatchObject({ reason: 'credentials' })
    },
  )

  it('refuses a token that is not accepted', async () => {
    const site = await open({ site: generate(), apiToken: 'wrong' })
    await expect(site.source.check()).rejects.toMatchObject({ reason: 'credentials' })
  })
})

/** What people do while we read: to the very issues that the next page goes on from, and to others. */
function disturb(site: JiraSite, random: Random, page: Page): void {
  const last = page.records.at(-1)?.externalId
  const targets = [last, random.pick(site.data.issues).id, random.pick(site.data.issues).id]
  for (const issueId of targets) {
    const issue = site.issues.get(issueId ?? '')
    if (issue === undefined) continue
    const isLeaf = (site.childIds.get(issue.id)?.size ?? 0) === 0
    const isFree = isLeaf && issue.parentId === null
    if (isLeaf && random.chance(0.4)) edits.deleteIssue(site, { issueId: issue.id, by })
    else if (isFree && random.chance(0.5)) {
      edits.moveIssueToProject(site, { issueId: issue.id, project: random.pick(['WEB', 'OPS']), by })
    } else edits.editIssue(site, { issueId: issue.id, by, changes: { summary: `Edited ${random.between(1, 1_000)}` } })
  }
}
