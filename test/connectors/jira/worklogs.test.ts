import { afterEach, describe, expect, it } from 'vitest'
import { editWorklog, removeProjectPermission, restoreProjectPermission } from '../../../demo/jira/edits.ts'
import { generateJiraSite } from '../../../demo/jira/generate.ts'
import type { JiraProduct } from '../../../demo/jira/product.ts'
import { createSmallSite } from '../../flows/small-trackers.ts'
import { type OpenedSite, openSite, type Reading, readStream } from './stand-in-site.ts'

const NOW = new Date('2026-11-22T09:00:00.000Z')
const HOUR_MS = 3_600_000
const by = 'Priya Nair'

let opened: OpenedSite
afterEach(() => opened.close())

const secondsOf = ({ records }: Reading, id: string): number | null =>
  records.flatMap(record => (record.type === 'worklog' && record.externalId === id ? [record.seconds] : [])).at(-1) ??
  null

describe.each<JiraProduct>(['cloud', 'data-center'])('worklogs of a project that was hidden (%s)', product => {
  it('and were corrected meanwhile come when it is seen again, once', async () => {
    const site = createSmallSite(['WEB', 'OPS'], 40, 11, NOW)
    let ms = NOW.getTime()
    site.clock = () => ms
    opened = await openSite({ site, product, now: () => new Date(ms) })
    const { source } = opened
    const web = site.data.projects.find(({ key }) => key === 'WEB')?.id
    const isIn = (issueId: string): boolean => site.issues.get(issueId)?.projectId === web
    const hidden = site.data.worklogs.find(({ issueId }) => isIn(issueId))
    const shown = site.data.worklogs.find(({ issueId }) => !isIn(issueId))
    if (hidden === undefined || shown === undefined) throw new Error('too few worklogs')
    const first = await readStream(source, 'worklogs')

    removeProjectPermission(site, 'WEB')
    ms += HOUR_MS
    editWorklog(site, { worklogId: hidden.id, by, seconds: 1_234 })
    ms += HOUR_MS
    editWorklog(site, { worklogId: shown.id, by, seconds: 4_321 })
    ms += HOUR_MS
    const meanwhile = await readStream(source, 'worklogs', first.cursor)
    expect([secondsOf(meanwhile, hidden.id), secondsOf(meanwhile, shown.id)]).toEqual([null, 4_321])

    restoreProjectPermission(site, 'WEB')
    ms += HOUR_MS
    const again = await readStream(source, 'worklogs', meanwhile.cursor)
    expect(secondsOf(again, hidden.id)).toBe(1_234)
    expect(secondsOf(await readStream(source, 'worklogs', again.cursor), hidden.id)).toBeNull()
  })
})

it('a worklog edited while the first reading is shared out is read after it, also where our clock is ahead', async () => {
  const site = generateJiraSite({ seed: 11, now: NOW })
  site.clock = () => NOW.getTime()
  opened = await openSite({ site, now: () => new Date(NOW.getTime() + HOUR_MS / 6) })
  const scope = { externalId: 'site', name: 'site', streams: ['worklogs'] } as const
  const division = await opened.source.divide?.('worklogs', scope)
  if (division == null) throw new Error('too few worklogs to share them out')
  const [edited] = site.data.worklogs
  if (edited === undefined) throw new Error('nobody worked')
  editWorklog(site, { worklogId: edited.id, by, seconds: 1_234 })
  expect(secondsOf(await readStream(opened.source, 'worklogs', division.cursor), edited.id)).toBe(1_234)
})
