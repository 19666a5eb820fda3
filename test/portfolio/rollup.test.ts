import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assessment, assess } from '../../src/portfolio/assessment.ts'
import { DEFAULT_HEALTH_RULES } from '../../src/portfolio/health.ts'
import type { InitiativeFacts, PortfolioNode } from '../../src/portfolio/initiative.ts'
import { type RollupNode, rollUp } from '../../src/portfolio/rollup.ts'
import { shareOut } from '../../src/portfolio/weight.ts'
import { date, initiative, item, milestone, pointed, task, tracker } from './facts.ts'

const node = (
  id: string,
  kind: PortfolioNode['kind'],
  parentId: string | null,
  weight: number | null = null,
): PortfolioNode => ({
  id,
  kind,
  name: `The ${id}`,
  parentId,
  weight,
})

function assessed(set: Partial<InitiativeFacts> & { readonly id: string }): Assessment {
  const options = { statusAt: '2027-01-11T09:00:00.000Z', seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }
  return assess(initiative({ trackers: [tracker('jira')], ...set }), options)
}

/** An initiative of so many points, of which so many are done. */
const points = (id: string, done: number, total: number): Assessment =>
  assessed({ id, items: [pointed(`${id}-a`, done, { state: 'done' }), pointed(`${id}-b`, total - done)] })

const byId = (assessments: readonly Assessment[]) => new Map(assessments.map(entry => [entry.initiativeId, entry]))

function only(rollups: readonly RollupNode[]): RollupNode {
  const [root] = rollups
  if (root === undefined || rollups.length !== 1) throw new Error(`test: ${rollups.length} roots`)
  return root
}

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
      initiativeCounts: { red: 1, grey: 1, green: 0, amber: 0 },
    })
    expect(root.health.reasons[0]).toBe('Checkout 1.3 is overdue by 7 days: its date was 2027-01-04.')
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

describe('for any tree', () => {
  const anyTree = fc
    .array(
      fc.record({
        parent: fc.nat(),
        weight: fc.option(fc.integer({ min: 1, max: 9 })),
        done: fc.integer({ min: 1, max: 9 }),
      }),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    .map(drafts => {
      const parents = drafts.map((draft, index) => (index === 0 ? null : draft.parent % index))
      const nodes = drafts.map(({ weight }, index) => {
        const parent = parents[index] ?? null
        const isLeaf = !parents.includes(index)
        return node(`n${index}`, isLeaf ? 'initiative' : 'program', parent === null ? null : `n${parent}`, weight)
      })
      const leaves = nodes.flatMap((entry, index) =>
        entry.kind === 'initiative' ? [points(entry.id, drafts[index]?.done ?? 1, 10)] : [],
      )
      return { nodes, leaves }
    })

  /** The product of the shares on the way up from a leaf. */
  function shareOfLeaf(nodes: readonly PortfolioNode[], id: string): number {
    const own = nodes.find(entry => entry.id === id)
    if (own === undefined || own.parentId === null) return 1
    const siblings = nodes.filter(entry => entry.parentId === own.parentId)
    return (
      (shareOut(siblings.map(entry => entry.weight))[siblings.indexOf(own)] ?? 0) * shareOfLeaf(nodes, own.parentId)
    )
  }

  it('the size of the root is that of its initiatives, weighed by the product of shares on the way up', () => {
    fc.assert(
      fc.property(anyTree, ({ nodes, leaves }) => {
        const expected = leaves.reduce(
          (sum, leaf) => sum + shareOfLeaf(nodes, leaf.initiativeId) * (leaf.progress.size.fraction ?? 0),
          0,
        )
        expect(only(rollUp(nodes, byId(leaves))).progress.size.fraction).toBeCloseTo(expected, 9)
      }),
    )
  })

  it('items, coverage and milestones are the same as if all initiatives hung at the root', () => {
    fc.assert(
      fc.property(anyTree, ({ nodes, leaves }) => {
        const flat = [
          node('root', 'portfolio', null),
          ...leaves.map(leaf => node(leaf.initiativeId, 'initiative', 'root')),
        ]
        const deep = only(rollUp(nodes, byId(leaves)))
        const shallow = only(rollUp(flat, byId(leaves)))
        expect(deep.progress.count).toEqual(shallow.progress.count)
        expect(deep.coverage).toMatchObject({ mapped: shallow.coverage.mapped, outOf: shallow.coverage.outOf })
        expect(deep.milestoneCounts).toEqual(shallow.milestoneCounts)
        expect(deep.health.initiativeCounts).toEqual(shallow.health.initiativeCounts)
      }),
    )
  })

  it('the items and hours of a node are those of its initiatives and of its trackers, also where a part is not known', () => {
    const hours = fc.option(fc.integer({ min: 0, max: 40 }))
    const anyPart = fc.record({
      azure: fc.boolean(),
      done: fc.boolean(),
      spentHours: hours,
      remainingHours: hours,
      originalHours: hours,
    })
    const anyInitiatives = fc.array(fc.array(anyPart, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(anyInitiatives, fc.array(fc.nat(2), { minLength: 5, maxLength: 5 }), (drafts, groups) => {
        const leaves = drafts.map((parts, index) =>
          assessed({
            id: `i${index}`,
            trackers: [tracker('jira'), tracker('azure')],
            items: parts.map(({ azure, done, ...set }, at) =>
              item(`i${index}-${at}`, {
                ...set,
                connectionId: azure ? 'azure' : 'jira',
                state: done ? 'done' : 'in_progress',
              }),
            ),
          }),
        )
        const flat = rollUp(
          [node('root', 'portfolio', null), ...leaves.map(leaf => node(leaf.initiativeId, 'initiative', 'root'))],
          byId(leaves),
        )
        const deep = rollUp(
          [
            node('root', 'portfolio', null),
            node('g0', 'program', 'root'),
            node('g1', 'workstream', 'g0'),
            node('g2', 'program', 'root'),
            ...leaves.map((leaf, index) => node(leaf.initiativeId, 'initiative', `g${groups[index] ?? 0}`)),
          ],
          byId(leaves),
        )
        const root = only(deep)
        for (const name of ['count', 'effort'] as const) {
          const { done, total } = root.progress[name]
          expect([done, total]).toEqual([only(flat).progress[name].done, only(flat).progress[name].total])
          const sums = root.byTracker.map(part => part.progress[name])
          expect(sums.reduce((sum, part) => sum + part.done, 0)).toBe(done)
          expect(sums.reduce((sum, part) => sum + part.total, 0)).toBe(total)
        }
        expect(root.byTracker.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('cancelling open work of one initiative never lowers the progress of any node', () => {
    const anyPoints = fc.array(fc.record({ points: fc.integer({ min: 1, max: 13 }), done: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(anyPoints, anyPoints, fc.integer({ min: 1, max: 9 }), (mine, others, weight) => {
        const fold = (state: 'todo' | 'cancelled') => {
          const items = [
            pointed('open', 5, { state }),
            ...mine.map((draft, at) => pointed(`m${at}`, draft.points, { state: draft.done ? 'done' : 'todo' })),
          ]
          const beside = others.map((draft, at) =>
            pointed(`o${at}`, draft.points, { state: draft.done ? 'done' : 'todo' }),
          )
          const nodes = [
            node('root', 'portfolio', null),
            node('a', 'initiative', 'root', weight),
            node('b', 'initiative', 'root', 2),
          ]
          return only(rollUp(nodes, byId([assessed({ id: 'a', items }), assessed({ id: 'b', items: beside })])))
            .progress
        }
        const before = fold('todo')
        const after = fold('cancelled')
        expect(after.count.fraction).toBeGreaterThanOrEqual(before.count.fraction ?? 1)
        expect((after.size.fraction ?? 0) + 1e-12).toBeGreaterThanOrEqual(before.size.fraction ?? 1)
      }),
    )
  })

  it('where all siblings weigh the same and all nodes of a level have as many children, grouping changes no size', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 6, maxLength: 6 }), done => {
        const leaves = done.map((value, index) => points(`i${index}`, value, 10))
        const grouped = [
          node('root', 'portfolio', null),
          ...[0, 1].map(index => node(`g${index}`, 'program', 'root')),
          ...leaves.map((leaf, index) => node(leaf.initiativeId, 'initiative', `g${index % 2}`)),
        ]
        const mean = done.reduce((sum, value) => sum + value / 10, 0) / 6
        expect(only(rollUp(grouped, byId(leaves))).progress.size.fraction).toBeCloseTo(mean, 9)
      }),
    )
  })

  it('shares sum to 1 and depend on the proportions of the weights only', () => {
    const anyWeights = fc.array(fc.option(fc.integer({ min: 0, max: 100 })), { minLength: 1 })
    fc.assert(
      fc.property(anyWeights, fc.integer({ min: 2, max: 50 }), (weights, factor) => {
        const shares = shareOut(weights)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        const scaled = shareOut(weights.map(weight => (weight === null ? null : weight * factor)))
        for (const [index, share] of shares.entries()) expect(scaled[index]).toBeCloseTo(share, 9)
      }),
    )
  })
})
