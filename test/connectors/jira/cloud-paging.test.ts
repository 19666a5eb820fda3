import { afterEach, describe, expect, it } from 'vitest'
import type { FaultRequest } from '../../../demo/faults.ts'
import * as edits from '../../../demo/jira/edits.ts'
import type { SourceRecord, SourceWorkItem } from '../../../src/work/source-record.ts'
import { fill, generate } from './filled-site.ts'
import { listIds, type OpenedSite, openSite, readStream } from './stand-in-site.ts'

const opened: OpenedSite[] = []
const open = async (options: Parameters<typeof openSite>[0]): Promise<OpenedSite> => {
  const site = await openSite(options)
  opened.push(site)
  return site
}
afterEach(async () => {
  for (const site of opened.splice(0)) await site.close()
})

const itemsOf = (records: readonly SourceRecord[]): readonly SourceWorkItem[] =>
  records.flatMap(record => (record.type === 'work_item' ? [record] : []))

describe('reading pages of Jira Cloud', () => {
  it('brings the whole history of each issue, however long it is', async () => {
    // Searches cut at 40 rows.
    const counts = [0, 1, 38, 39, 40, 41, 99, 100, 101, 102, 5_000]
    const { source, notes } = await open({ site: fill(counts.length, place => counts[place] ?? 0) })
    const { pages, records } = await readStream(source, 'work_items')
    const told = pages
      .flatMap(page => page.records)
      .map(({ externalId, payload }) => [externalId, (payload as { histories: unknown[] }).histories.length])
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(counts.map((count, place) => [String(90_000 + place), count])),
    )
    expect(itemsOf(records).every(({ gap }) => gap === null)).toBe(true)
    expect(notes.filter(({ endpointClass }) => endpointClass === 'changelog_bulkfetch')).toHaveLength(1)
  }, 60_000)

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
        edits.editIssue(site, { issueId: issue?.id ?? '', by: 'Priya Nair', changes: { summary: 'Changed at night' } })
        const changedAt = new Date(nowMs).toISOString()
        nowMs += 5 * 60_000
        const later = await readStream(source, 'work_items', first.cursor)
        expect(itemsOf(later.records).find(({ externalId }) => externalId === issue?.id)).toMatchObject({
          title: 'Changed at night',
          updatedAt: changedAt,
        })
      }
    },
    60_000,
  )

  it('skips nothing when an issue is told fresher than its place in the index, and the next page is refused', async () => {
    const { site, standIn, source } = await open({ site: generate() })
    const match = ({ path, body }: FaultRequest): boolean =>
      path.includes('/search/jql') && (body as { readonly expand?: string }).expand !== undefined
    const rewrite = (payload: string): string => {
      const page = JSON.parse(payload) as { readonly issues: readonly { readonly fields: { updated: string } }[] }
      const [, edited] = page.issues
      if (edited !== undefined) edited.fields.updated = new Date().toISOString()
      return JSON.stringify(page)
    }
    standIn.faults.add({ match, fault: 'rewritten', rewrite })
    standIn.faults.add({ match, fault: 'status', nth: 2, status: 400 })
    const { records } = await readStream(source, 'work_items')
    expect(standIn.faults.countUsed()).toBe(2)
    expect(listIds(records, 'work_item')).toEqual(site.data.issues.map(({ id }) => id).sort())
  })
})
