import { describe, expect, it } from 'vitest'
import { type AxisHealth, type Colour, DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import { judgeScope } from '../../../src/portfolio/health/scope-axis.ts'
import type { ScopeItem } from '../../../src/portfolio/initiative.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import { measureScopeChange } from '../../../src/portfolio/scope/scope-change.ts'
import { item } from '../facts.ts'

const STATUS_AT = '2027-01-11T09:00:00.000Z'
const rules = DEFAULT_HEALTH_RULES

describe('the scope axis', () => {
  const joinedOn = (day: string) => ({ createdAt: `${day}T11:00:00.000Z`, inScopeSince: `${day}T12:00:00.000Z` })
  function scope(old: number, added: number, addedOn = '2027-01-04'): ScopeItem[] {
    return [
      ...Array.from({ length: old }, (_, index) => item(`old${index}`)),
      ...Array.from({ length: added }, (_, index) => item(`new${index}`, joinedOn(addedOn))),
    ]
  }
  const judge = (items: readonly ScopeItem[]): AxisHealth =>
    judgeScope(measureScopeChange(growTree(items), { statusAt: STATUS_AT, ...rules.scope }), rules.scope)

  it.each<[string, readonly ScopeItem[], Colour]>([
    ['is green at 10 %', scope(100, 10), 'green'],
    ['is amber above 10 %', scope(100, 11), 'amber'],
    ['is amber at 25 %', scope(100, 25), 'amber'],
    ['is red above 25 %', scope(100, 26), 'red'],
    ['is green when a few items join a tiny scope', scope(3, 2), 'green'],
    ['is green when the growth lies before the window', scope(100, 60, '2026-11-01'), 'green'],
    ['is grey when nothing is in scope', [], 'grey'],
    ['is grey in the first days, when items are still planned', scope(0, 20, '2027-01-04'), 'grey'],
  ])('%s', (_, items, colour) => {
    expect(judge(items).colour).toBe(colour)
  })

  it('says how much, since when and against what', () => {
    const axis = judge(scope(100, 26))
    expect(axis.reasons).toEqual([
      'The scope grew by 26 % since 2026-12-12: 26 items joined the 100 in scope; the limit is 25 %.',
    ])
    expect(axis).toMatchObject({ value: 0.26, threshold: 0.25 })
    expect(axis.evidenceIds).toHaveLength(26)
  })

  it('does not call it growth when a scope is drawn today around old work', () => {
    const items = Array.from({ length: 20 }, (_, index) =>
      item(`i${index}`, { inScopeSince: '2027-01-11T08:00:00.000Z' }),
    )
    expect(judge(items)).toMatchObject({ colour: 'green', value: 0 })
  })
})
