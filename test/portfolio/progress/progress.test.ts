import { describe, expect, it } from 'vitest'
import type { ScopeItem } from '../../../src/portfolio/initiative.ts'
import { measureProgress } from '../../../src/portfolio/progress/progress.ts'
import { item, pointed, task, tracker } from '../facts.ts'

const jira = tracker('jira')
const azure = tracker('azure')
const measure = (items: readonly ScopeItem[], trackers = [jira]) => measureProgress(items, trackers).progress

describe('progress over two trackers', () => {
  const fixture = [
    item('epic', { level: 1, kind: 'epic', typeExternalId: 'epic', estimate: 100, estimateUnit: 'points' }),
    pointed('a', 60, { parentId: 'epic', state: 'done' }),
    pointed('b', 40, { parentId: 'epic' }),
    task('feature', null, { level: 1, kind: 'feature', typeExternalId: 'Feature' }),
    task('c', 10, { parentId: 'feature', state: 'done' }),
    task('d', 22, { parentId: 'feature', state: 'in_progress' }),
    task('e', 8, { parentId: 'feature', state: 'cancelled' }),
  ]

  it('weighs 60 of 100 points by 3 and 10 of 32 hours by 1 into 52.8 %, removed hours on neither side', () => {
    const { progress, byTracker } = measureProgress(fixture, [
      { ...jira, weight: 3 },
      { ...azure, weight: 1 },
    ])
    expect(progress.size.fraction).toBeCloseTo(0.528125, 10)
    expect(progress.size).toMatchObject({ unit: 'share', imputedShare: 0, reason: null })
    expect(
      byTracker.map(part => [part.connectionId, part.progress.size.fraction, part.share, part.shareBasis]),
    ).toEqual([
      ['jira', 0.6, 0.75, 'explicit'],
      ['azure', 0.3125, 0.25, 'explicit'],
    ])
    expect(byTracker.map(part => part.progress.size.unit)).toEqual(['points', 'hours'])
  })

  it('gives the same for Azure DevOps tasks that have no estimate field but planned hours', () => {
    const planned = fixture.map(entry =>
      entry.connectionId === 'azure'
        ? { ...entry, estimate: null, estimateUnit: null, originalHours: entry.estimate }
        : entry,
    )
    const { progress } = measureProgress(planned, [
      { ...jira, weight: 3 },
      { ...azure, weight: 1 },
    ])
    expect(progress.size.fraction).toBeCloseTo(0.528125, 10)
  })

  it('counts items beside the sizes, not weighed: 2 of 4', () => {
    expect(measureProgress(fixture, [jira, azure]).progress.count).toMatchObject({ done: 2, total: 4, fraction: 0.5 })
  })

  it('weighs equally when nobody gave a weight and one part has no hours', () => {
    const { progress, byTracker } = measureProgress(fixture, [jira, azure])
    expect(progress.size.fraction).toBeCloseTo((0.6 + 0.3125) / 2, 10)
    expect(byTracker.map(part => part.shareBasis)).toEqual(['equal', 'equal'])
  })

  it('weighs by planned hours when every part has them', () => {
    const { progress, byTracker } = measureProgress(
      [pointed('a', 1, { state: 'done', originalHours: 30 }), task('b', 10, { originalHours: 10 })],
      [jira, azure],
    )
    expect(byTracker.map(part => [part.share, part.shareBasis])).toEqual([
      [0.75, 'hours'],
      [0.25, 'hours'],
    ])
    expect(progress.size.fraction).toBeCloseTo(0.75, 10)
  })

  it('leaves a tracker with nothing in scope out of the weights', () => {
    const { progress, byTracker } = measureProgress(
      [pointed('a', 5, { state: 'done' }), task('b', 3, { state: 'cancelled' })],
      [
        { ...jira, weight: 1 },
        { ...azure, weight: 9 },
      ],
    )
    expect(progress.size.fraction).toBe(1)
    expect(byTracker.map(part => part.share)).toEqual([1, 0])
    expect(byTracker[1]?.progress.count).toMatchObject({ fraction: null, reason: 'Nothing is in scope.' })
  })

  it('does not know the size of the whole when one tracker does not estimate, and says which', () => {
    const size = measureProgress([pointed('a', 5, { state: 'done' }), task('b', null)], [jira, azure]).progress.size
    expect(size).toMatchObject({ fraction: null, imputedShare: null, reason: 'Azure DevOps: No item is estimated.' })
  })
})

describe('the level that counts', () => {
  const epic = item('epic', { level: 1, kind: 'epic', typeExternalId: 'epic', estimate: 100, estimateUnit: 'points' })

  it.each<[string, readonly ScopeItem[], { done: number; total: number }]>([
    ['an epic without children counts as itself', [{ ...epic, state: 'done' }], { done: 100, total: 100 }],
    [
      'an epic does not add its own points to those of its children',
      [epic, pointed('a', 3, { parentId: 'epic', state: 'done' }), pointed('b', 5, { parentId: 'epic' })],
      { done: 3, total: 8 },
    ],
    [
      'an epic whose children are all cancelled counts as itself again',
      [epic, pointed('a', 3, { parentId: 'epic', state: 'cancelled' })],
      { done: 0, total: 100 },
    ],
    [
      'children of a cancelled epic are still in scope',
      [{ ...epic, state: 'cancelled' }, pointed('a', 3, { parentId: 'epic', state: 'done' })],
      { done: 3, total: 3 },
    ],
    [
      'sub-tasks left open under a cancelled story go with it',
      [
        pointed('s', 3, { state: 'cancelled' }),
        pointed('t', 9, { level: -1, parentId: 's' }),
        pointed('a', 3, { state: 'done' }),
      ],
      { done: 3, total: 3 },
    ],
    [
      'a story with sub-tasks nobody estimates counts with its own points',
      [pointed('s', 8), item('t', { level: -1, typeExternalId: 'sub', parentId: 's', state: 'done' })],
      { done: 0, total: 8 },
    ],
    [
      'an estimated epic with unestimated stories counts as itself',
      [epic, item('a', { parentId: 'epic' }), item('b', { parentId: 'epic' })],
      { done: 0, total: 100 },
    ],
    [
      "an epic and story that are each other's parent are counted once",
      [pointed('x', 2, { parentId: 'y', state: 'done' }), pointed('y', 3, { parentId: 'x' })],
      { done: 2, total: 2 },
    ],
  ])('%s', (_, items, expected) => {
    expect(measure(items).size).toMatchObject({ ...expected, unit: 'points' })
  })

  it('counts a story once and not its sub-tasks', () => {
    const items = [item('s'), item('t', { level: -1, parentId: 's', state: 'done' }), item('u', { state: 'done' })]
    expect(measure(items).count).toMatchObject({ done: 1, total: 2, fraction: 0.5 })
  })
})

describe('items without an estimate', () => {
  it('get the median of their type, and the share that stands on it is told', () => {
    const size = measure([
      pointed('a', 1, { state: 'done' }),
      pointed('b', 3),
      pointed('c', 8),
      pointed('d', null),
      pointed('bug', 20, { typeExternalId: 'bug' }),
    ]).size
    expect(size).toMatchObject({ done: 1, total: 35, imputedShare: 3 / 35 })
  })

  it('get the median of the tracker when nobody estimates their type', () => {
    const size = measure([
      pointed('a', 2, { state: 'done' }),
      pointed('b', 4),
      item('bug', { typeExternalId: 'bug' }),
    ]).size
    expect(size).toMatchObject({ done: 2, total: 9 })
  })

  it('leave the size unknown when there is no estimate at all, instead of 0', () => {
    expect(measure([item('a', { state: 'done' })]).size).toMatchObject({
      fraction: null,
      reason: 'Jira Cloud: No item is estimated.',
    })
  })

  it('are not confused with an estimate of 0', () => {
    expect(measure([pointed('a', 0, { state: 'done' }), pointed('b', 4)]).size).toMatchObject({
      done: 0,
      total: 4,
      imputedShare: 0,
    })
    expect(measure([pointed('a', 0, { state: 'done' })]).size).toMatchObject({
      fraction: null,
      reason: 'Jira Cloud: All estimates are 0.',
    })
  })
})

describe('units', () => {
  it('are never added: points and hours of one tracker are weighed by their items', () => {
    const items = [
      pointed('a', 100, { state: 'done' }),
      pointed('b', 100, { state: 'done' }),
      pointed('c', 100),
      item('d', { estimate: 1, estimateUnit: 'hours' }),
    ]
    expect(measure(items).size).toMatchObject({ unit: 'share', fraction: 0.5 })
  })
})

describe('effort', () => {
  it('is hours spent of hours spent and remaining', () => {
    const effort = measure([
      item('a', { state: 'done', originalHours: 8, spentHours: 10, remainingHours: 5 }),
      item('b', { state: 'in_progress', originalHours: 20, spentHours: 5, remainingHours: 25 }),
    ]).effort
    expect(effort).toMatchObject({ done: 15, total: 40, fraction: 0.375, imputedShare: 0, unit: 'hours' })
  })

  it('takes what is left of the original hours where remaining hours are not kept', () => {
    expect(measure([item('a', { originalHours: 20, spentHours: 5 })]).effort).toMatchObject({ done: 5, total: 20 })
  })

  it('tells how much of it stands on a median', () => {
    const effort = measure([item('a', { originalHours: 10, spentHours: 10, state: 'done' }), item('b')]).effort
    expect(effort).toMatchObject({ done: 10, total: 20, imputedShare: 0.5 })
  })

  it('takes a done item without booked hours for what it was planned to take, or typically takes', () => {
    const effort = measure([
      item('a', { state: 'done', originalHours: 12, remainingHours: 0 }),
      item('b', { state: 'done' }),
      item('c', { state: 'done', spentHours: 4 }),
      item('d', { originalHours: 12, spentHours: 0 }),
    ]).effort
    expect(effort).toMatchObject({ done: 28, total: 40, imputedShare: 0.3 })
  })

  it('is not known where nobody books hours', () => {
    expect(measure([item('a', { originalHours: 10 })]).effort).toMatchObject({
      fraction: null,
      reason: 'Jira Cloud: No hours spent are recorded.',
    })
  })

  it('keeps hours booked on a story beside those booked on its sub-tasks, but its plan is not added to theirs', () => {
    const effort = measure([
      item('s', { originalHours: 16, remainingHours: 16, spentHours: 2 }),
      item('t', { level: -1, parentId: 's', remainingHours: 6, spentHours: 2 }),
    ]).effort
    expect(effort).toMatchObject({ done: 4, total: 10 })
  })
})

describe('what is not known', () => {
  it('an item with a status nobody mapped is in scope and not done', () => {
    expect(measure([item('a', { state: null }), item('b', { state: 'done' })]).count).toMatchObject({
      done: 1,
      total: 2,
    })
  })

  it('nothing in scope is no progress of 0', () => {
    const { count, size, effort } = measure([item('a', { state: 'cancelled' })])
    for (const part of [count, size, effort])
      expect(part).toMatchObject({ fraction: null, reason: 'Nothing is in scope.' })
  })
})
