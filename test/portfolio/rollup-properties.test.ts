import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PortfolioNode } from '../../src/portfolio/initiative.ts'
import { shareOut } from '../../src/portfolio/progress/weight.ts'
import { rollUp } from '../../src/portfolio/rollup.ts'
import { item, pointed, tracker } from './facts.ts'

import { assessed, byId, node, only, points } from './trees.ts'

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
