import { describe, expect, it } from 'vitest'
import { rollUp } from '../../src/portfolio/rollup.ts'
import { date, item, milestone, pointed, task, tracker } from './facts.ts'

import { assessed, byId, node, only, points } from './trees.ts'

describe('progress up the tree', () => {
  const nodes = [
    node('portfolio', 'portfolio', null),
    node('program', 'program', 'portfolio'),
    node('a', 'initiative', 'program', 3),
    node('b', 'initiative', 'program', 1),
  ]

  it('weighs the sizes of initiatives and adds their items', () => {
    const root = only(rollUp(nodes, byId([points('a', 60, 100), points('b', 1, 4)])))
    expect(root.progress.size.fraction).toBeCloseTo((3 * 0.6 + 0.25) / 4, 10)
    expect(root.progress.count).toMatchObject({ done: 2, total: 4, unit: 'items' })
    expect(root.children[0]?.children.map(child => child.node.id).toSorted()).toEqual(['a', 'b'])
  })

  it('weighs by budgets where nobody says otherwise, however the initiatives are grouped', () => {
    const budgeted = (id: string, done: number, total: number, minor: number) => {
      const { scale, ...rest } = points(id, done, total)
      return { ...rest, scale: { budget: { minor, currency: 'EUR' }, plannedHours: scale?.plannedHours ?? null } }
    }
    const all = byId([budgeted('a', 60, 100, 100), budgeted('b', 1, 4, 200), budgeted('c', 1, 2, 700)])
    const of = (id: string, parent: string) => node(id, 'initiative', parent)
    const grouped = [
      node('portfolio', 'portfolio', null),
      node('program', 'program', 'portfolio'),
      of('a', 'program'),
      of('b', 'program'),
      of('c', 'portfolio'),
    ]
    const flat = [node('portfolio', 'portfolio', null), ...['a', 'b', 'c'].map(id => of(id, 'portfolio'))]
    for (const nodes of [grouped, flat]) {
      const root = only(rollUp(nodes, all))
      expect(root.weighedBy).toBe('budget')
      expect(root.progress.size.fraction).toBeCloseTo(0.1 * 0.6 + 0.2 * 0.25 + 0.7 * 0.5, 12)
    }
  })

  it('passes a single child through unchanged', () => {
    const root = only(rollUp(nodes.slice(0, 3), byId([points('a', 60, 100)])))
    expect(root.progress).toEqual(points('a', 60, 100).progress)
  })

  it('leaves out what is not known and says so, instead of counting it as 0', () => {
    const unestimated = assessed({ id: 'b', items: [item('x')] })
    const root = only(rollUp(nodes, byId([points('a', 60, 100), unestimated])))
    expect(root.children[0]?.progress.size).toMatchObject({
      fraction: 0.6,
      reason: '1 of 2 parts left out: not known.',
    })
    expect(root.progress.size).toMatchObject({ fraction: 0.6, reason: 'Something below is left out: not known.' })
    expect(root.progress.count).toMatchObject({ done: 1, total: 3, reason: null })
  })

  it('knows nothing of an initiative that was not assessed yet', () => {
    const root = only(rollUp(nodes, new Map()))
    expect(root.progress.count).toMatchObject({ fraction: null })
    expect(root.health).toMatchObject({
      colour: 'grey',
      reasons: ['The a has not been assessed yet.'],
      initiativeCounts: { grey: 2 },
    })
  })

  it('leaves a program without initiatives out of its parent', () => {
    const more = [...nodes, node('empty', 'program', 'portfolio')]
    const root = only(rollUp(more, byId([points('a', 60, 100), points('b', 1, 4)])))
    expect(root.progress).toEqual(only(rollUp(nodes, byId([points('a', 60, 100), points('b', 1, 4)]))).progress)
    expect(root.children.find(child => child.node.id === 'empty')).toMatchObject({
      health: { colour: 'grey', worst: null, reasons: ['There is no initiative.'] },
      progress: { count: { fraction: null, reason: 'There is no initiative.' } },
    })
  })

  it('keeps the trackers apart, with shares that sum to 1', () => {
    const both = assessed({
      id: 'a',
      trackers: [tracker('jira', { weight: 3 }), tracker('azure', { weight: 1 })],
      items: [pointed('p', 60, { state: 'done' }), pointed('q', 40), task('c', 10, { state: 'done' }), task('d', 22)],
    })
    const root = only(rollUp(nodes, byId([both, points('b', 1, 4)])))
    expect(root.byTracker.map(part => [part.connectionId, part.share])).toEqual([
      ['jira', 0.75 * 0.75 + 0.25],
      ['azure', 0.75 * 0.25],
    ])
    expect(root.byTracker[1]?.progress.size).toMatchObject({ fraction: 0.3125, unit: 'hours' })
  })

  it('keeps what is known of an initiative with an unknown part, so that a node is the sum of its trackers', () => {
    const half = assessed({
      id: 'a',
      trackers: [tracker('jira'), tracker('azure')],
      items: [
        item('p', { originalHours: 8, remainingHours: 2, spentHours: 6 }),
        task('c', null, { estimateUnit: null }),
      ],
    })
    const whole = assessed({ id: 'b', items: [item('q', { remainingHours: 8, spentHours: 4 })] })
    expect(half.progress.effort).toMatchObject({ fraction: null, reason: 'Azure DevOps: No hours spent are recorded.' })
    const root = only(rollUp(nodes, byId([half, whole])))
    expect(root.children[0]?.children.find(child => child.node.id === 'a')?.progress.effort.fraction).toBeNull()
    expect(root.progress.effort).toMatchObject({
      done: 10,
      total: 20,
      reason: 'Something below is left out: not known.',
    })
    expect(root.byTracker.map(part => part.progress.effort.done)).toEqual([10, 0])
  })

  it('does not call a tracker left out where it has nothing in scope', () => {
    const trackers = [tracker('jira'), tracker('azure')]
    const jiraOnly = assessed({ id: 'a', trackers, items: [pointed('p', 6, { state: 'done' }), pointed('q', 4)] })
    const root = only(rollUp(nodes, byId([jiraOnly, points('b', 1, 4)])))
    expect(root.byTracker.map(part => [part.connectionId, part.progress.size.reason])).toEqual([['jira', null]])
  })
})

describe('health up the tree', () => {
  const nodes = [node('p', 'portfolio', null), node('a', 'initiative', 'p'), node('b', 'initiative', 'p')]
  const late = assessed({
    id: 'b',
    items: [item('x')],
    milestones: [milestone('m', { dates: [date('2027-01-04', '2026-10-01')] })],
  })

  it('is that of the worst initiative, which is named with its reasons', () => {
    const root = only(rollUp(nodes, byId([points('a', 1, 2), late])))
    expect(root.health).toMatchObject({
      colour: 'red',
      worst: { nodeId: 'b', name: 'The b' },
      worstAxis: 'schedule',
      initiativeCounts: { red: 1, grey: 1, green: 0, amber: 0 },
    })
    expect(root.health.reasons[0]).toBe('Checkout 1.3 is overdue by 7 days: its date was 2027-01-04.')
  })

  it('names no axis of an initiative that is green or not assessed, nor where there is none', () => {
    const green = { ...late, health: { ...late.health, computedColour: 'green' as const, colour: 'amber' as const } }
    expect(only(rollUp(nodes, byId([points('a', 1, 2), green]))).health).toMatchObject({
      colour: 'amber',
      worstAxis: null,
    })
    expect(only(rollUp(nodes, new Map())).health.worstAxis).toBeNull()
    expect(only(rollUp(nodes.slice(0, 1), new Map())).health.worstAxis).toBeNull()
  })

  it('comes with the next milestone of all and the milestones by status', () => {
    const later = assessed({ id: 'a', milestones: [milestone('n', { dates: [date('2027-03-01', '2026-10-01')] })] })
    const root = only(rollUp(nodes, byId([later, late])))
    expect(root.nextMilestone).toMatchObject({ initiativeId: 'b', milestone: { milestoneId: 'm' } })
    expect(root.milestoneCounts).toMatchObject({ achieved: 0, missed: 1, slipped: 0, on_track: 0, not_forecast: 1 })
  })

  it('folds coverage by items', () => {
    const hidden = assessed({
      id: 'a',
      items: [item('x', { state: null })],
      trackers: [tracker('jira', { notVisibleItems: 1 })],
    })
    expect(only(rollUp(nodes, byId([hidden, late]))).coverage).toMatchObject({ mapped: 0.5, visible: 2 / 3 })
  })
})

describe('the shape of the tree', () => {
  it('may be wrong: a missing parent makes a root, and a circle is cut, each node once', () => {
    const nodes = [
      node('orphan', 'initiative', 'nowhere'),
      node('x', 'program', 'y'),
      node('y', 'program', 'x'),
      node('self', 'portfolio', 'self'),
    ]
    const rollups = rollUp(nodes, new Map())
    expect(rollups.map(root => [root.node.id, root.children.map(child => child.node.id)])).toEqual([
      ['orphan', []],
      ['x', ['y']],
      ['self', []],
    ])
  })

  it('may be twenty thousand levels deep', () => {
    const nodes = Array.from({ length: 20_000 }, (_, index) =>
      node(`n${index}`, index === 19_999 ? 'initiative' : 'program', index === 0 ? null : `n${index - 1}`),
    )
    expect(only(rollUp(nodes, byId([points('n19999', 1, 4)]))).progress.size.fraction).toBe(0.25)
  })
})
