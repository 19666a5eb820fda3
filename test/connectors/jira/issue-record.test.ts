import nock from 'nock'
import { afterAll, describe, expect, it } from 'vitest'
import jira from '../../../connectors/jira/index.ts'
import type { IssueFields } from '../../../connectors/jira/issue-fields.ts'
import { createIssueRaw } from '../../../connectors/jira/issue-record.ts'
import { recordings, samples } from '../../../connectors/jira/recordings/index.ts'
import type { RawRecord } from '../../../src/work/raw-record.ts'
import { gather } from '../operations.ts'
import { history, type JsonObject, row } from './history-rows.ts'
import { openRecorded, siteScope } from './recorded-site.ts'

afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

const fields: IssueFields = {
  names: [],
  sprintFieldId: 'customfield_10020',
  epicLinkFieldId: null,
  parentLinkFieldId: null,
  parentLinkName: null,
  idsByName: new Map(),
  valueTypes: new Map([
    ['customfield_10016', 'number'],
    ['customfield_10028', 'number'],
  ]),
}
const story = samples.doorStory as JsonObject & { readonly fields: JsonObject }
const create = (changes: JsonObject, histories: readonly JsonObject[] = []): RawRecord =>
  createIssueRaw(
    { ...story, fields: { ...story.fields, ...changes } },
    histories,
    fields,
    'https://lumen-rail.atlassian.net',
    recordings.now,
  )
const statusRow = row('status', 'status', '10010', 'To Do', '10012', 'Done')
const updatedMs = Date.parse('2026-11-12T14:00:00.010+0100')

describe('the raw record of an issue', () => {
  it('is ordered by when the issue was updated, then by its last history', () => {
    const record = create({}, [
      history(9, updatedMs - 5, statusRow),
      history(100, updatedMs - 5),
      history(20, updatedMs - 5),
    ] as JsonObject[])
    expect(record).toMatchObject({ kind: 'issue', externalId: '10401', revision: updatedMs, revisionDetail: 100 })
  })

  it('keeps a row written just after `updated`, and leaves one of a later change to the next reading', () => {
    const record = create({}, [
      history(1, updatedMs + 30, statusRow),
      history(2, updatedMs + 60_000, statusRow),
    ] as JsonObject[])
    expect((record.payload as { histories: readonly { id: string }[] }).histories.map(({ id }) => id)).toEqual(['1'])
    expect(record.revisionDetail).toBe(1)
  })

  it('stays the same when only something changed that has a record of its own', () => {
    const before = create({})
    const after = create({
      parent: { id: '10400', key: 'TRN-1', fields: { summary: 'Renamed', status: { id: '10012' } } },
      customfield_10020: [
        { id: 7, name: 'Renamed', state: 'closed', boardId: 1 },
        { id: 8, name: 'Trains 8', state: 'closed', completeDate: '2026-11-20T16:00:00.000Z', boardId: 1 },
      ],
      issuelinks: [
        {
          id: '10600',
          type: { id: '10100', name: 'Blocks', outward: 'blocks' },
          outwardIssue: { id: '10402', key: 'TRN-3', fields: { summary: 'Renamed' } },
        },
      ],
      priority: { id: '3', name: 'Medium', iconUrl: 'https://elsewhere.example/new.svg' },
    })
    expect(after).toEqual(before)
    expect(create({ summary: 'Changed' })).not.toEqual(before)
  })

  it('holds no long texts, no pictures and no empty fields that never held anything', () => {
    const record = create({ customfield_10016: null }, [
      history(1, updatedMs, row('description', 'description', null, 'x'.repeat(5_000), null, 'y'.repeat(5_000))),
    ] as JsonObject[])
    const text = JSON.stringify(record)
    expect(text).not.toMatch(/x{201}|y{201}|avatar|customfield_10016/)
    expect(record.context.valueTypes).toEqual({ customfield_10028: 'number' })
    const emptied = create({ customfield_10016: null }, [
      history(1, updatedMs, row('customfield_10016', 'Story point estimate', null, '3', null, null)),
    ] as JsonObject[])
    expect(emptied.context.valueTypes).toEqual({ customfield_10016: 'number', customfield_10028: 'number' })
  })
})

it('reads an issue whose history came in two pages, each row once', async () => {
  const { source } = openRecorded()
  const pages = await gather(source.read('work_items', siteScope, null))
  const record = pages.flatMap(({ records }) => records).find(({ externalId }) => externalId === '10401')
  if (record === undefined) throw new Error('the issue was not read')
  const item = jira.parse(record).find(parsed => parsed.type === 'work_item')
  if (item?.type !== 'work_item') throw new Error('the issue was not parsed')
  expect(item.history.map(({ order }) => order)).toEqual([0, 20001, 20002, 20003, 20004, 20005, 20006, 20007, 20008])
  const { history: _, ...rest } = item
  expect(rest).toEqual({
    type: 'work_item',
    externalId: '10401',
    key: 'TRN-2',
    url: 'https://lumen-rail.atlassian.net/browse/TRN-2',
    title: 'Heat the door seals',
    projectId: '10000',
    typeId: '10001',
    statusId: '10012',
    resolution: 'Done',
    priority: 'Medium',
    labels: ['frost'],
    components: ['Doors'],
    area: null,
    reporterId: '60c1a9d2b7f34e0068a10002',
    createdAt: '2026-09-07T06:30:00.000Z',
    updatedAt: '2026-11-12T13:00:00.010Z',
    fields: {
      duedate: null,
      timeoriginalestimate: 28800,
      timeestimate: 0,
      timespent: 14400,
      customfield_10021: ['Impediment'],
      customfield_10028: 8,
    },
    historyExtent: 'complete',
    links: [
      {
        type: 'link',
        externalId: '10600',
        typeId: '10100',
        fromId: '10401',
        toId: '10402',
        active: true,
        changedAt: null,
      },
    ],
    gap: null,
  })
  expect(item.history[0]).toEqual({
    at: '2026-09-07T06:30:00.000Z',
    order: 0,
    authorId: '60c1a9d2b7f34e0068a10002',
    origin: 'reconstructed',
    set: {
      status: '10010',
      type: '10001',
      project: '10000',
      parent: null,
      assignee: null,
      iterations: [],
      releases: [],
      duedate: null,
      timeoriginalestimate: 28800,
      timeestimate: 28800,
      timespent: 14400,
      customfield_10021: [],
      customfield_10028: null,
    },
  })
})

it('asks for the history in smaller pages when the whole of it is too large to read', async () => {
  const huge = {
    method: 'POST',
    path: '/rest/api/3/changelog/bulkfetch',
    body: { maxResults: 10_000 },
    answer: `"${'x'.repeat(65 * 1024 * 1024)}"`,
  }
  const { source, seen } = openRecorded(huge)
  const answers = await source.fetch([{ kind: 'work_item', externalId: '10402' }])
  expect(answers[0]?.outcome).toBe('found')
  expect(seen.requests.filter(request => request.endsWith('/changelog/bulkfetch'))).toHaveLength(2)
})
