import { describe, expect, it } from 'vitest'
import { buildReleaseHistory, type CurrentRelease } from '../../../connectors/jira/release-history.ts'

const current: CurrentRelease = {
  name: 'Winter timetable',
  startDay: '2026-09-01',
  targetDay: '2026-12-11',
  released: false,
  seenAt: '2026-11-20T12:00:00.000Z',
  touchedBy: null,
  touchedAt: null,
}
const audit = (
  id: number,
  created: string,
  authorAccountId: string,
  ...changes: readonly (readonly [string, string | null, string | null])[]
) => ({
  id,
  created,
  authorAccountId,
  objectItem: { id: '10200', typeName: 'VERSION' },
  changedValues: changes.map(([fieldName, changedFrom, changedTo]) => ({ fieldName, changedFrom, changedTo })),
})
const days = (history: ReturnType<typeof buildReleaseHistory>) =>
  history.filter(entry => 'target_day' in entry.set).map(entry => entry.set.target_day)

describe('the history of a release', () => {
  it('is one entry where the audit log says nothing: what we see, when we see it', () => {
    expect(buildReleaseHistory(current, [])).toEqual([
      {
        at: current.seenAt,
        order: 0,
        authorId: null,
        origin: 'observed',
        set: { target_day: '2026-12-11', released: false },
      },
    ])
  })

  it('dates and signs an unrecorded state by the notice that told us', () => {
    const [entry] = buildReleaseHistory({ ...current, touchedBy: 'someone', touchedAt: '2026-11-20T11:59:00.000Z' }, [])
    expect(entry).toMatchObject({ at: '2026-11-20T11:59:00.000Z', authorId: 'someone' })
  })

  it('follows the moves in time, newest first or not, from the first known day on', () => {
    const records = [
      audit(3, '2026-11-03T09:14:00.000+0100', 'b', ['Date de livraison', '2026-11-27', '2026-12-11']),
      audit(2, '2026-10-20T15:02:11.000+0200', 'a', ['Date de livraison', '2026-11-13', '2026-11-27']),
    ]
    for (const given of [records, records.toReversed()]) {
      const history = buildReleaseHistory(current, given)
      expect(days(history)).toEqual(['2026-11-13', '2026-11-27', '2026-12-11'])
      expect(history[0]).toMatchObject({ at: '1970-01-01T00:00:00.000Z', origin: 'reconstructed' })
      expect(history[2]).toMatchObject({ at: '2026-11-03T08:14:00.000Z', authorId: 'b', origin: 'observed' })
      expect(history.at(-1)?.set).toEqual({ released: false })
    }
  })

  it('does not take the start date for the release date', () => {
    const history = buildReleaseHistory(current, [
      audit(
        1,
        '2026-08-01T00:00:00.000+0000',
        'a',
        ['Beginn', '2026-08-15', '2026-09-01'],
        ['Ende', '2026-11-13', '2026-12-11'],
      ),
    ])
    expect(days(history)).toEqual(['2026-11-13', '2026-12-11'])
    const startOnly = buildReleaseHistory(current, [
      audit(1, '2026-08-01T00:00:00.000+0000', 'a', ['Beginn', '2026-08-15', '2026-09-01']),
    ])
    expect(days(startOnly)).toEqual(['2026-12-11'])
    expect(startOnly[0]?.authorId).toBeNull()
  })

  it('claims nothing where two fields fit alike', () => {
    const history = buildReleaseHistory({ ...current, startDay: '2026-12-11' }, [
      audit(
        1,
        '2026-08-01T00:00:00.000+0000',
        'a',
        ['A', '2026-08-15', '2026-12-11'],
        ['B', '2026-11-13', '2026-12-11'],
      ),
    ])
    expect(days(history)).toEqual(['2026-12-11'])
  })

  it('does not take a name that is a day for the release date', () => {
    const named = { ...current, name: '2026-12-01' }
    const renamed = audit(1, '2026-08-01T00:00:00.000+0000', 'a', ['Nom', '2026-11-13', '2026-12-01'])
    expect(days(buildReleaseHistory(named, [renamed]))).toEqual(['2026-12-11'])
    const both = audit(
      2,
      '2026-08-02T00:00:00.000+0000',
      'a',
      ['Name', '2026-11-13', '2026-12-11'],
      ['Release date', '2026-11-20', '2026-12-11'],
    )
    expect(days(buildReleaseHistory({ ...current, name: '2026-12-11' }, [both]))).toEqual(['2026-11-20', '2026-12-11'])
  })

  it('adds the last move when the log is behind', () => {
    const history = buildReleaseHistory(
      { ...current, targetDay: '2027-01-15', touchedBy: 'c', touchedAt: '2026-11-20T11:00:00.000Z' },
      [audit(2, '2026-10-20T15:02:11.000+0200', 'a', ['Release date', '2026-11-13', '2026-11-27'])],
    )
    expect(days(history)).toEqual(['2026-11-13', '2026-11-27', '2027-01-15'])
    expect(history.at(-1)).toMatchObject({ authorId: 'c', at: '2026-11-20T11:00:00.000Z' })
  })

  it('leaves a move that was made between our two requests to the next reading', () => {
    const history = buildReleaseHistory(current, [
      audit(2, '2026-10-20T15:02:11.000+0200', 'a', ['Release date', '2026-11-13', '2026-12-11']),
      audit(3, '2026-11-20T12:00:00.126+0000', 'b', ['Release date', '2026-12-11', '2027-02-13']),
    ])
    expect(days(history)).toEqual(['2026-11-13', '2026-12-11', '2027-02-13'])
    expect(history.at(-1)?.set).toEqual({ released: false })
  })

  it('knows a date that was taken away, and one that was not there at first', () => {
    const history = buildReleaseHistory({ ...current, targetDay: null }, [
      audit(1, '2026-08-01T00:00:00.000+0000', 'a', ['Release date', null, '2026-11-13'], ['Name', null, 'v']),
      audit(2, '2026-09-01T00:00:00.000+0000', 'b', ['Release date', '2026-11-13', '']),
    ])
    expect(days(history)).toEqual([null, '2026-11-13', null])
  })

  it('takes no words, numbers or impossible days for dates', () => {
    const history = buildReleaseHistory(current, [
      audit(
        1,
        '2026-08-01T00:00:00.000+0000',
        'a',
        ['Name', '2026-11-13 final', '2026-12-11 final'],
        ['X', '20261113', '20261211'],
        ['Y', '2026-02-31', '2026-12-11'],
      ),
      audit(2, 'not a date', 'a', ['Release date', '2026-11-13', '2026-12-11']),
    ])
    expect(days(history)).toEqual(['2026-12-11'])
  })
})
