import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import jira from '../../../connectors/jira/index.ts'
import { samples } from '../../../connectors/jira/recordings/index.ts'
import type { Json, RawRecord } from '../../../src/work/raw-record.ts'
import type { FieldValue, SourceWorkItem } from '../../../src/work/source-record.ts'
import { replayHistory } from '../replay-history.ts'
import { history, type JsonObject, row, writeRows } from './history-rows.ts'

function parseWith(fields: JsonObject, histories: readonly Json[]): SourceWorkItem {
  const story = samples.movedStory as { readonly fields: JsonObject }
  const record: RawRecord = {
    kind: 'issue',
    externalId: '10402',
    revision: 1,
    revisionDetail: 1,
    payload: { issue: { id: '10402', key: 'TRN-3', fields: { ...story.fields, ...fields } }, histories },
    context: {
      siteUrl: 'https://lumen-rail.atlassian.net',
      sprintFieldId: 'customfield_10020',
      epicLinkFieldId: 'customfield_10014',
      parentLinkFieldId: 'customfield_10017',
      valueTypes: { customfield_10028: 'number', customfield_10040: 'day', customfield_10021: 'options' },
    },
    fetchedAt: '2026-11-20T12:00:00.000Z',
  }
  const item = jira.parse(record).find(parsed => parsed.type === 'work_item')
  if (item?.type !== 'work_item') throw new Error('no work item was parsed')
  replayHistory(item)
  return item
}

/** The value a field had after all entries up to `at`. */
function valueAt(item: SourceWorkItem, field: string, at: string): FieldValue | undefined {
  let value: FieldValue | undefined
  for (const entry of item.history) if (entry.at <= at && Object.hasOwn(entry.set, field)) value = entry.set[field]
  return value
}

describe('the making of a link', () => {
  const blocks = (key: string) => ({
    id: `1${key.length}`,
    type: { id: '10100', name: 'Blocks' },
    outwardIssue: { id: '10409', key },
  })
  const added = (id: number, at: string, text: string, key = 'TRN-9') =>
    history(id, `2026-10-0${at}T08:00:00.000+0000`, row(null, 'Link', null, null, key, `${text} ${key}`))
  const removed = (id: number, at: string, text: string, key = 'TRN-9') =>
    history(id, `2026-10-0${at}T08:00:00.000+0000`, row(null, 'Link', key, `${text} ${key}`, null, null))
  const BLOCKS = 'This issue blocks'
  const CLONES = 'This issue is cloned by'
  const first = '2026-10-01T08:00:00.000Z'

  it.each([
    ['is the row that names the other issue', [added(1, '1', BLOCKS), added(2, '2', BLOCKS, 'TRN-90')], first],
    [
      'is the last one of the same words',
      [added(1, '3', BLOCKS), added(2, '1', BLOCKS), removed(3, '2', BLOCKS)],
      '2026-10-03T08:00:00.000Z',
    ],
    [
      'is not that of one removed since',
      [added(1, '1', BLOCKS), added(2, '2', CLONES), removed(3, '3', CLONES)],
      first,
    ],
    ['is unknown where two links stand', [added(1, '1', BLOCKS), added(2, '2', CLONES)], undefined],
    ['is unknown where no row tells', [], undefined],
  ])('%s', (_, histories, madeAt) => {
    const [link] = parseWith({ issuelinks: [blocks('TRN-9')] }, histories).links ?? []
    expect(link?.madeAt).toBe(madeAt)
  })
})

describe('the history of an issue', () => {
  it('begins with what its first changes replaced', () => {
    const item = parseWith({ status: { id: '3' }, duedate: '2026-12-04' }, [
      history(2, '2026-10-02T08:00:00.000+0000', row('status', 'status', '10010', 'To Do', '3', 'In Progress')),
      history(
        1,
        '2026-10-01T08:00:00.000+0000',
        row('duedate', 'duedate', '2026-11-20', '20/Nov/26', '2026-12-04', '04/Dec/26'),
      ),
    ])
    expect(item.history[0]).toMatchObject({
      origin: 'reconstructed',
      order: 0,
      set: { status: '10010', duedate: '2026-11-20' },
    })
    expect(item.history.map(entry => entry.order)).toEqual([0, 1, 2])
    expect(item.gap).toBeNull()
  })

  it('is observed from the beginning where nothing changed since', () => {
    const item = parseWith({}, [])
    expect(item.history).toHaveLength(1)
    expect(item.history[0]).toMatchObject({
      at: '2026-09-20T06:00:00.000Z',
      origin: 'observed',
      authorId: '60c1a9d2b7f34e0068a10002',
    })
  })

  it('ends at the current value when the rows end elsewhere, and says so', () => {
    const item = parseWith({ status: { id: '3' } }, [
      history(1, '2026-10-01T08:00:00.000+0000', row('status', 'status', '10010', 'To Do', '10011', 'In Review')),
    ])
    expect(item.history.at(-1)).toMatchObject({
      at: item.updatedAt,
      origin: 'reconstructed',
      set: { status: '3' },
      authorId: null,
    })
    expect(item.gap).toMatch(/status/)
  })

  it('orders histories of the same instant by their numbers, not by their texts', () => {
    const at = '2026-10-01T08:00:00.000+0000'
    const item = parseWith({ status: { id: '3' } }, [
      history(100, at, row('status', 'status', '10011', 'In Review', '3', 'In Progress')),
      history(99, at, row('status', 'status', '10010', 'To Do', '10011', 'In Review')),
    ])
    expect(item.history.map(entry => entry.set.status)).toEqual(['10010', '10011', '3'])
    expect(item.gap).toBeNull()
  })

  it('reads epoch seconds, epoch milliseconds and texts as instants', () => {
    const item = parseWith({ status: { id: '3' } }, [
      history(1, 1_790_000_000, row('status', 'status', '1', 'a', '2', 'b')),
      history(2, 1_790_000_100_000, row('status', 'status', '2', 'b', '4', 'c')),
      history(3, '2026-09-21T18:00:00.000+0200', row('status', 'status', '4', 'c', '3', 'd')),
    ])
    expect(item.history.slice(1).map(entry => entry.at)).toEqual([
      '2026-09-21T14:13:20.000Z',
      '2026-09-21T14:15:00.000Z',
      '2026-09-21T16:00:00.000Z',
    ])
  })

  it('keeps every sprint an issue was in, by id', () => {
    const sprint = 'customfield_10020'
    const item = parseWith({ [sprint]: [{ id: 7 }, { id: 8 }] }, [
      history(1, '2026-10-01T08:00:00.000+0000', row(sprint, 'Sprint', '', '', '7', 'One, with a comma')),
      history(
        2,
        '2026-10-15T08:00:00.000+0000',
        row(sprint, 'Sprint', '7', 'One, with a comma', '7, 8', 'One, with a comma, Two'),
      ),
    ])
    expect(item.history.map(entry => entry.set.iterations)).toEqual([[], ['7'], ['7', '8']])
    expect(item.gap).toBeNull()
  })

  it('says that it does not know a sprint that is told by name only', () => {
    const item = parseWith({ customfield_10020: [{ id: 8 }] }, [
      history(1, '2026-10-15T08:00:00.000+0000', row('Sprint', 'Sprint', null, 'Sprint 1', null, 'Sprint 2')),
    ])
    expect(item.history[0]?.set.iterations).toEqual([])
    expect(item.history[1]?.set.iterations).toEqual(['8'])
    expect(item.gap).toMatch(/iterations/)
  })

  it('adds and takes away releases one by one', () => {
    const item = parseWith({ fixVersions: [{ id: '2', name: 'B' }] }, [
      history(
        1,
        '2026-10-01T08:00:00.000+0000',
        row('fixVersions', 'Fix Version', null, null, '1', 'A'),
        row('fixVersions', 'Fix Version', '3', 'C', null, null),
      ),
      history(
        2,
        '2026-10-02T08:00:00.000+0000',
        row('fixVersions', 'Fix Version', '1', 'A', null, null),
        row('fixVersions', 'Fix Version', null, null, '2', 'B'),
      ),
    ])
    expect(item.history.map(entry => entry.set.releases)).toEqual([['3'], ['1'], ['2']])
    expect(item.gap).toBeNull()
  })

  it('notices a release that vanished without a row, as a deleted version does', () => {
    const item = parseWith({ fixVersions: [] }, [
      history(1, '2026-10-01T08:00:00.000+0000', row('fixVersions', 'Fix Version', null, null, '1', 'A')),
    ])
    expect(item.history.map(entry => entry.set.releases)).toEqual([[], ['1'], []])
    expect(item.gap).toMatch(/releases/)
  })

  it('believes the row with ids where one change of the parent was written as several', () => {
    const item = parseWith({ parent: { id: '10400', key: 'TRN-1' } }, [
      history(
        1,
        '2026-10-01T08:00:00.000+0000',
        row('customfield_10017', 'Parent Link', null, 'TRN-8', null, 'TRN-1'),
        row('customfield_10014', 'Epic Link', '10399', 'TRN-8', '10400', 'TRN-1'),
        row(null, 'IssueParentAssociation', '10399', 'TRN-8', '10400', 'TRN-1'),
      ),
    ])
    expect(item.history.map(entry => entry.set.parent)).toEqual(['10399', '10400'])
    expect(item.gap).toBeNull()
  })

  it('finds the parent that only the old Epic Link names', () => {
    const known = parseWith({ customfield_10014: 'TRN-1' }, [
      history(1, '2026-10-01T08:00:00.000+0000', row('customfield_10014', 'Epic Link', null, null, '10400', 'TRN-1')),
    ])
    expect(valueAt(known, 'parent', known.updatedAt)).toBe('10400')
    expect(known.gap).toBeNull()
    expect(parseWith({ customfield_10014: 'TRN-1' }, []).gap).toMatch(/TRN-1/)
  })

  it('reads numbers from the texts, and knows a field by its id whatever its label was', () => {
    const points = 'customfield_10028'
    const item = parseWith({ [points]: 8 }, [
      history(1, '2026-10-01T08:00:00.000+0000', row(points, 'Story points', null, null, null, '5.0')),
      history(2, '2026-10-02T08:00:00.000+0000', row(points, 'Story Points', null, '5.0', null, null)),
      history(3, '2026-10-03T08:00:00.000+0000', row(points, 'Aufwand', null, null, null, '8')),
    ])
    expect(item.history.map(entry => entry.set[points])).toEqual([null, 5, null, 8])
    expect(item.gap).toBeNull()
  })

  it('is not confused by rows it does not know', () => {
    const item = parseWith({}, [
      history(
        1,
        '2026-10-01T08:00:00.000+0000',
        row(null, 'Link', null, null, 'TRN-9', 'This issue blocks TRN-9'),
        row(null, 'Rank', '', '', '', 'Ranked higher'),
      ),
      { id: '2', created: '2026-10-01T08:00:00.000+0000', items: [{}] },
    ])
    expect(item.history).toHaveLength(1)
  })

  it('is what happened, for any sequence of changes', () => {
    const change = fc.record({
      status: fc.constantFrom('1', '2', '3'),
      points: fc.constantFrom(null, 1, 2.5, 13),
      sprints: fc.uniqueArray(fc.constantFrom('7', '8', '9'), { maxLength: 3 }),
      releases: fc.uniqueArray(fc.constantFrom('20', '21', '22'), { maxLength: 3 }),
      due: fc.constantFrom(null, '2026-12-01', '2026-12-24'),
      parent: fc.constantFrom(null, '10400', '10399'),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.boolean(), (states, newestFirst) => {
        const startMs = Date.parse('2026-09-21T00:00:00Z')
        const histories = states.slice(1).map((state, index) => {
          const before = states[index] ?? state
          return history(1000 + index, startMs + index * 1000, ...writeRows(before, state))
        })
        const now = states.at(-1)
        if (now === undefined) return
        const item = parseWith(
          {
            status: { id: now.status },
            customfield_10028: now.points,
            customfield_10020: now.sprints.map(id => ({ id: Number(id) })),
            fixVersions: now.releases.map(id => ({ id })),
            duedate: now.due,
            parent: now.parent === null ? null : { id: now.parent, key: `TRN-${now.parent}` },
          },
          newestFirst ? histories.toReversed() : histories,
        )
        expect(item.gap).toBeNull()
        for (const [index, state] of states.entries()) {
          const at = index === 0 ? item.createdAt : new Date(startMs + (index - 1) * 1000).toISOString()
          expect(valueAt(item, 'status', at)).toBe(state.status)
          expect(valueAt(item, 'customfield_10028', at)).toBe(state.points)
          expect(valueAt(item, 'iterations', at)).toEqual(state.sprints)
          expect(new Set(valueAt(item, 'releases', at) as readonly string[])).toEqual(new Set(state.releases))
          expect(valueAt(item, 'duedate', at)).toBe(state.due)
          expect(valueAt(item, 'parent', at)).toBe(state.parent)
        }
      }),
      { numRuns: 300 },
    )
  })
})
