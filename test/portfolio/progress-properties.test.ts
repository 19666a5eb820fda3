import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScopeItem } from '../../src/portfolio/initiative.ts'
import { measureProgress } from '../../src/portfolio/progress/progress.ts'
import { item, pointed, tracker } from './facts.ts'

const jira = tracker('jira')
const azure = tracker('azure')
const measure = (items: readonly ScopeItem[], trackers = [jira]) => measureProgress(items, trackers).progress

const anyItem = fc.record({
  connectionId: fc.constantFrom('jira', 'azure', 'other'),
  typeExternalId: fc.constantFrom('story', 'bug', 'epic'),
  level: fc.constantFrom(null, -1, 0, 1),
  state: fc.constantFrom(null, 'todo', 'in_progress', 'done', 'cancelled'),
  estimate: fc.option(fc.integer({ min: 0, max: 40 })),
  estimateUnit: fc.constantFrom('points', 'hours', 'days', null),
  originalHours: fc.option(fc.integer({ min: 0, max: 80 })),
  remainingHours: fc.option(fc.integer({ min: 0, max: 80 })),
  spentHours: fc.option(fc.integer({ min: 0, max: 80 })),
  parent: fc.option(fc.integer({ min: 0, max: 29 })),
})
const flat = (items: readonly ScopeItem[]): ScopeItem[] => items.map(entry => ({ ...entry, parentId: null }))
const anyScope = fc
  .array(anyItem, { maxLength: 30 })
  .map(drafts =>
    drafts.map(({ parent, ...set }, index) =>
      item(`i${index}`, { ...set, parentId: parent === null ? null : `i${parent}` } as Partial<ScopeItem>),
    ),
  )

describe('for any scope', () => {
  it('every fraction lies between 0 and 1 or has a reason, and shares sum to 1', () => {
    fc.assert(
      fc.property(anyScope, fc.option(fc.nat(9)), fc.option(fc.nat(9)), (items, jiraWeight, azureWeight) => {
        const trackers = [
          { ...jira, weight: jiraWeight },
          { ...azure, weight: azureWeight },
        ]
        const { progress, byTracker } = measureProgress(items, trackers)
        for (const part of [progress, ...byTracker.map(entry => entry.progress)]) {
          for (const measured of [part.count, part.size, part.effort]) {
            if (measured.fraction === null) expect(measured.reason).not.toBeNull()
            else {
              expect(measured.fraction).toBeGreaterThanOrEqual(0)
              expect(measured.fraction).toBeLessThanOrEqual(1 + 1e-9)
              expect(measured.imputedShare).toBeLessThanOrEqual(1 + 1e-9)
            }
          }
        }
        const shares = byTracker.map(entry => entry.share)
        if (shares.some(share => share > 0)) expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('the order of the items does not matter', () => {
    fc.assert(
      fc.property(anyScope.map(flat), items => {
        const forward = measure(items, [jira, azure])
        const backward = measure(items.toReversed(), [jira, azure])
        expect(backward.count).toEqual(forward.count)
        if (forward.size.fraction !== null) expect(backward.size.fraction).toBeCloseTo(forward.size.fraction, 9)
      }),
    )
  })

  it('cancelling an open item never lowers the count of the rest', () => {
    fc.assert(
      fc.property(anyScope.map(flat), fc.nat(), (items, index) => {
        const open = items.filter(entry => entry.state !== 'done')
        fc.pre(open.length > 0)
        const target = open[index % open.length]
        const before = measure(items).count.fraction
        const after = measure(items.map(entry => (entry === target ? { ...entry, state: 'cancelled' } : entry))).count
          .fraction
        if (before !== null && after !== null) expect(after).toBeGreaterThanOrEqual(before)
      }),
    )
  })

  it('cancelling an estimated open item never lowers the size of the rest when all are estimated', () => {
    const scope = fc.array(fc.record({ points: fc.integer({ min: 1, max: 20 }), done: fc.boolean() }), { minLength: 2 })
    fc.assert(
      fc.property(scope, drafts => {
        const items = [
          pointed('open', 7),
          ...drafts.map(({ points, done }, index) => pointed(`i${index}`, points, { state: done ? 'done' : 'todo' })),
        ]
        const before = measure(items).size.fraction ?? 0
        const after = measure(items.map(entry => (entry.id === 'open' ? { ...entry, state: 'cancelled' } : entry))).size
          .fraction
        expect(after).toBeGreaterThanOrEqual(before)
      }),
    )
  })
})

it('measures ten thousand items nested ten thousand deep', () => {
  const items = Array.from({ length: 10_000 }, (_, index) => pointed(`i${index}`, 1, { parentId: `i${index + 1}` }))
  expect(measure(items).size).toMatchObject({ done: 0, total: 1 })
})
