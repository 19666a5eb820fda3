import { describe, expect, it } from 'vitest'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import {
  type ComplianceGround,
  type ComplianceRule,
  measureCompliance,
} from '../../../src/portfolio/risk/compliance.ts'
import type { RegisterEntry } from '../../../src/portfolio/risk/register.ts'
import { date, item, milestone, plan, pointed, present } from '../facts.ts'

const STATUS_AT = '2027-01-11T09:00:00.000Z'

const entry = (id: string, reviewedAt: string): RegisterEntry => ({
  ...{ id, kind: 'risk', fingerprint: null, title: id, status: 'open', probability: 1, impact: 1 },
  ...{ extent: 0, decidedExtent: null, reviewedAt },
})

function ground(set: Partial<ComplianceGround> & { readonly count?: number } = {}): ComplianceGround {
  const { count = 4, ...rest } = set
  const items = Array.from({ length: count }, (_, index) =>
    pointed(`i${index}`, 3, { parentId: 'epic', state: 'in_progress' }),
  )
  const plans = items.map(({ id }) => plan(id, { assigneeId: 'p', assigneeName: 'Amara', targetDay: '2027-03-01' }))
  return {
    tree: growTree([item('epic', { level: 1 }), ...items, item('d', { state: 'done' })]),
    milestones: [
      milestone('m', { dates: [date('2027-03-01', '2026-10-01')] }),
      milestone('achieved', { actualDay: '2026-12-01', itemIds: ['d'] }),
    ],
    record: present({ plans, owner: { name: 'Wei', isActive: true }, register: [entry('r', STATUS_AT)] }),
    hasBaseline: true,
    ...rest,
  }
}

const measure = (facts: ComplianceGround) =>
  measureCompliance(facts, { statusAt: STATUS_AT, rules: DEFAULT_HEALTH_RULES.compliance })
const check = (facts: ComplianceGround, rule: ComplianceRule) => measure(facts).checks.find(each => each.rule === rule)

describe('compliance', () => {
  it('is complete where every rule is kept', () => {
    expect(measure(ground())).toMatchObject({ score: 1 })
    expect(measure(ground()).checks.every(({ isMet }) => isMet)).toBe(true)
  })

  it('scores the mean of the rules that apply, and breaks none where there is nothing', () => {
    const nothing = ground({ count: 0, tree: growTree([]), record: present(), milestones: [], hasBaseline: false })
    expect(measure(nothing)).toMatchObject({ score: 0 })
    expect(measure(nothing).checks.filter(({ isMet }) => isMet === null)).toHaveLength(7)
  })

  it.each<[ComplianceRule, Partial<ComplianceGround>]>([
    ['owner', { record: present() }],
    ['baseline', { hasBaseline: false }],
    [
      'target_date',
      { milestones: [milestone('m', { dates: [date('2027-03-01', '2026-10-01'), date(null, '2026-11-01')] })] },
    ],
  ])('misses its %s', (rule, set) => {
    expect(check(ground(set), rule)).toMatchObject({ share: 0, isMet: false, gapCount: 1 })
  })

  it.each<[ComplianceRule, Parameters<typeof pointed>[2], Parameters<typeof plan>[1]]>([
    ['items_estimated', { estimate: null }, {}],
    ['items_assigned', {}, { assigneeId: null, assigneeName: null }],
    ['items_dated', {}, { targetDay: null }],
    ['items_with_parent', { parentId: null }, {}],
    ['items_moving', {}, { updatedAt: '2026-12-01T00:00:00.000Z' }],
  ])('tells which %s are missing and who is to see to it', (rule, set, change) => {
    const items = Array.from({ length: 4 }, (_, index) =>
      pointed(`i${index}`, 3, { parentId: 'epic', state: 'in_progress', ...(index === 0 ? set : {}) }),
    )
    const named = { assigneeId: 'p', assigneeName: 'Amara', targetDay: '2027-03-01' }
    const plans = items.map(({ id }, index) => plan(id, { ...named, ...(index === 0 ? change : {}) }))
    const facts = ground({ tree: growTree([item('epic', { level: 1 }), ...items]), record: present({ plans }) })
    const owner = rule === 'items_assigned' ? { personId: null, name: null } : { personId: 'p', name: 'Amara' }
    expect(check(facts, rule)).toMatchObject({
      share: 0.75,
      isMet: false,
      gapIds: ['i0'],
      gapOwners: [{ ...owner, count: 1 }],
    })
  })

  it('takes the date of a milestone for the date of its items', () => {
    const milestones = [
      milestone('m', { dates: [date('2027-03-01', '2026-10-01')], itemIds: ['i0', 'i1', 'i2', 'i3'] }),
    ]
    const plans = ['i0', 'i1', 'i2', 'i3'].map(id => plan(id))
    expect(check(ground({ milestones, record: present({ plans }) }), 'items_dated')).toMatchObject({ share: 1 })
  })

  it('names what is still open below milestones that were achieved', () => {
    const items = [
      item('epic', { level: 1 }),
      pointed('a', 3, { parentId: 'epic', state: 'done' }),
      pointed('b', 3, { parentId: 'epic' }),
      pointed('elsewhere', 3),
    ]
    const milestones = [milestone('m', { actualDay: '2026-12-01', itemIds: ['epic'] })]
    const plans = [plan('b', { assigneeId: 'p', assigneeName: 'Amara' })]
    const facts = ground({ tree: growTree(items), milestones, record: present({ plans }) })
    expect(check(facts, 'milestones_finished')).toMatchObject({
      share: 0.5,
      isMet: false,
      gapIds: ['b'],
      gapOwners: [{ personId: 'p', name: 'Amara', count: 1 }],
      text: '1 of 2 items of milestones that were achieved are done; 80 % are asked for.',
    })
    const open = milestones.map(each => ({ ...each, actualDay: null }))
    expect(check({ ...facts, milestones: open }, 'milestones_finished')).toMatchObject({ share: null, isMet: null })
  })

  it('asks for a look at every open entry of the register within 30 days', () => {
    const register = [
      entry('a', '2026-12-01T00:00:00.000Z'),
      entry('b', STATUS_AT),
      { ...entry('c', '2020-01-01T00:00:00.000Z'), status: 'closed' as const },
    ]
    expect(check(ground({ record: present({ register }) }), 'risks_reviewed')).toMatchObject({
      share: 0.5,
      isMet: false,
      gapIds: ['a'],
      text: 'Of the open entries of the register (2), 1 were looked at in 30 days.',
    })
  })
})
