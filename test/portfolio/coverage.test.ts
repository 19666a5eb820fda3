import { describe, expect, it } from 'vitest'
import { foldCoverage, measureCoverage } from '../../src/portfolio/coverage.ts'
import { judgeData } from '../../src/portfolio/health/data-axis.ts'
import { type AxisHealth, type Colour, DEFAULT_HEALTH_RULES } from '../../src/portfolio/health/health.ts'
import type { ScopeItem, ScopeTracker } from '../../src/portfolio/initiative.ts'
import { growTree } from '../../src/portfolio/item-tree.ts'
import { item, tracker } from './facts.ts'

const STATUS_AT = '2027-01-11T09:00:00.000Z'
const rules = DEFAULT_HEALTH_RULES

describe('coverage', () => {
  const options = { statusAt: STATUS_AT, staleAfterHours: 24 }
  const small = measureCoverage(
    growTree([item('a'), item('b', { state: null })]),
    [tracker('jira', { gaps: [{ kind: 'forbidden', count: 2 }], syncedAt: '2027-01-09T00:00:00.000Z' })],
    { estimatedItems: 1, countedItems: 2 },
    options,
  )
  const large = measureCoverage(
    growTree(Array.from({ length: 6 }, (_, index) => item(`i${index}`))),
    [
      tracker('jira', { syncedAt: null, gaps: [{ kind: 'forbidden', count: 1 }] }),
      tracker('azure', { notVisibleItems: 2, gaps: [{ kind: 'forbidden', count: 1 }] }),
    ],
    { estimatedItems: 6, countedItems: 6 },
    options,
  )

  it('tells the shares, the oldest data, stale trackers and gaps', () => {
    expect(large).toEqual({
      estimated: 1,
      mapped: 1,
      visible: 0.75,
      fresh: 0,
      outOf: { estimated: 6, mapped: 6, visible: 8, fresh: 6 },
      oldestDataAt: '2027-01-11T06:00:00.000Z',
      oldestAgeHours: 3,
      staleTrackers: [{ connectionId: 'jira', name: 'Jira Cloud', syncedAt: null }],
      gaps: [
        { connectionId: 'jira', name: 'Jira Cloud', kind: 'forbidden', count: 1 },
        { connectionId: 'azure', name: 'Azure DevOps', kind: 'forbidden', count: 1 },
      ],
      openGaps: 2,
    })
  })

  it('calls those items fresh whose tracker was read not long ago', () => {
    const items = [item('a'), item('b', { connectionId: 'azure' }), item('c', { connectionId: 'azure' })]
    const trackers = [tracker('jira', { syncedAt: '2027-01-10T08:59:59.000Z' }), tracker('azure')]
    const sizes = { estimatedItems: 0, countedItems: 0 }
    expect(measureCoverage(growTree(items), trackers, sizes, options)).toMatchObject({
      fresh: 2 / 3,
      outOf: { fresh: 3 },
    })
  })

  it('folds by the items behind each share, and names a stale tracker and its gaps once', () => {
    expect(foldCoverage([small, large])).toEqual({
      estimated: 7 / 8,
      mapped: 7 / 8,
      visible: 0.8,
      fresh: 0,
      outOf: { estimated: 8, mapped: 8, visible: 10, fresh: 8 },
      oldestDataAt: '2027-01-09T00:00:00.000Z',
      oldestAgeHours: 57,
      staleTrackers: [{ connectionId: 'jira', name: 'Jira Cloud', syncedAt: null }],
      gaps: [
        { connectionId: 'jira', name: 'Jira Cloud', kind: 'forbidden', count: 2 },
        { connectionId: 'azure', name: 'Azure DevOps', kind: 'forbidden', count: 1 },
      ],
      openGaps: 3,
    })
  })

  it('is unknown, not 0, where there is nothing to cover', () => {
    expect(foldCoverage([])).toMatchObject({ estimated: null, mapped: null, visible: null, oldestDataAt: null })
  })
})

describe('the data axis', () => {
  const judge = (items: readonly ScopeItem[], trackers: readonly ScopeTracker[]): AxisHealth => {
    const sizes = { estimatedItems: 0, countedItems: items.length }
    const options = { statusAt: STATUS_AT, staleAfterHours: rules.data.staleAfterHours }
    return judgeData(measureCoverage(growTree(items), trackers, sizes, options), STATUS_AT, rules.data)
  }
  const items = [item('a'), item('b'), item('c'), item('d')]

  it.each<[string, readonly ScopeItem[], readonly ScopeTracker[], Colour, string]>([
    ['is green on fresh data', items, [tracker('jira')], 'green', 'The oldest data is from 2027-01-11T06:00:00.000Z.'],
    [
      'is grey when data is older than a day',
      items,
      [tracker('jira'), tracker('azure', { syncedAt: '2027-01-10T08:59:59.000Z' })],
      'grey',
      'The data of Azure DevOps is from 2027-01-10T08:59:59.000Z, older than 24 hours.',
    ],
    [
      'is green at exactly a day',
      items,
      [tracker('jira', { syncedAt: '2027-01-10T09:00:00.000Z' })],
      'green',
      'The oldest data is from 2027-01-10T09:00:00.000Z.',
    ],
    [
      'is grey when a tracker was never synced',
      items,
      [tracker('jira', { syncedAt: null })],
      'grey',
      'Jira Cloud has never been synced completely.',
    ],
    [
      'is grey when nothing is in scope',
      [item('a', { state: 'cancelled' })],
      [tracker('jira')],
      'grey',
      'Nothing is in scope.',
    ],
    [
      'is grey when too many statuses mean nothing to us',
      [...items.slice(0, 3), item('x', { state: null })],
      [tracker('jira')],
      'grey',
      'Only 75 % of the items have a status of known meaning; 80 % are needed.',
    ],
    [
      'is grey when too much is hidden from us',
      items,
      [tracker('jira', { notVisibleItems: 1 })],
      'grey',
      'Only 80 % of the items are visible to us; 90 % are needed.',
    ],
    ['is grey without any tracker', items, [], 'grey', 'No tracker is connected to it.'],
  ])('%s', (_, scope, trackers, colour, reason) => {
    const axis = judge(scope, trackers)
    expect([axis.colour, axis.reasons[0]]).toEqual([colour, reason])
  })
})
