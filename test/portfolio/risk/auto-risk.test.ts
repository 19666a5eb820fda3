import { describe, expect, it } from 'vitest'
import type { JudgedDependency } from '../../../src/portfolio/dependency/judge-dependencies.ts'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import type { ScopeItem } from '../../../src/portfolio/initiative.ts'
import type { InitiativeOwner, RedNeighbour } from '../../../src/portfolio/initiative-record.ts'
import type { ItemPlan } from '../../../src/portfolio/item-plan.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import { findRisks, type RiskRule } from '../../../src/portfolio/risk/auto-risk.ts'
import { item, plan, pointed } from '../facts.ts'

const STATUS_AT = '2027-01-11T09:00:00.000Z'
const NOBODY: InitiativeOwner = { name: null, isActive: null }

interface Case {
  readonly items: readonly ScopeItem[]
  readonly plans: readonly ItemPlan[]
  readonly owner?: InitiativeOwner
  readonly redNeighbours?: readonly RedNeighbour[]
  readonly violated?: readonly JudgedDependency[]
}

const find = ({ items, plans, owner = NOBODY, redNeighbours = [], violated = [] }: Case) =>
  findRisks(
    { tree: growTree(items), plans, owner, redNeighbours, violated },
    { statusAt: STATUS_AT, rules: DEFAULT_HEALTH_RULES.risk, planningDays: 14 },
  )

/** Ten open items, estimated, of five people, touched today. */
const calm = (change: (index: number) => Partial<ItemPlan> = () => ({}), items: Partial<ScopeItem> = {}): Case => ({
  items: Array.from({ length: 10 }, (_, index) => pointed(`i${index}`, 3, items)),
  plans: Array.from({ length: 10 }, (_, index) =>
    plan(`i${index}`, {
      assigneeId: `p${index % 5}`,
      assigneeName: `Person ${index % 5}`,
      isAssigneeActive: true,
      ...change(index),
    }),
  ),
})

const ended = (...days: readonly string[]) =>
  days.map(day => ({ endedMs: Date.parse(day), fromMs: Date.parse('2026-10-01'), toMs: Number.POSITIVE_INFINITY }))

const late = (id: string): JudgedDependency => ({
  id,
  origin: 'tracker',
  provider: { type: 'item', id: 'p', name: 'API', initiativeId: 'billing', initiative: 'Billing' },
  consumer: { type: 'item', id: 'c', name: 'Form', initiativeId: 'checkout', initiative: 'Checkout' },
  lagDays: 0,
  reason: null,
  status: 'violated',
  providerP50: '2027-03-10',
  providerP80: '2027-03-20',
  neededBy: '2027-03-01',
  probabilityLate: 0.9,
  text: 'API comes 9 days too late.',
})

describe('automatic risks', () => {
  it('are none where work flows', () => {
    expect(find(calm())).toEqual([])
    expect(find({ items: [], plans: [] })).toEqual([])
  })

  it.each<[RiskRule, Case, object]>([
    [
      'blocked_long',
      calm(index => (index < 2 ? { blockedSince: `2027-01-0${index + 2}T09:00:00.000Z` } : {})),
      { value: 9, threshold: 7, evidenceIds: ['i0', 'i1'], extent: 2, probability: 4 },
    ],
    [
      'key_person',
      calm(index => (index < 6 ? { assigneeId: 'p1', assigneeName: 'Amara Osei' } : {})),
      { value: 0.7, subject: 'p1', text: 'Amara Osei has 70 % of the 10 open items that somebody is to do.' },
    ],
    ['unestimated', calm(() => ({}), { estimate: null }), { value: 1, extent: 10 }],
    [
      'carried_over',
      calm(index => (index === 4 ? { endedIterations: ended('2026-11-30', '2026-12-14', '2027-01-04') } : {})),
      { value: 3, threshold: 2, evidenceIds: ['i4'], probability: 2 },
    ],
    [
      'stale',
      calm(index => (index < 6 ? { updatedAt: '2026-12-01T09:00:00.000Z' } : {}), { state: 'in_progress' }),
      { value: 41, threshold: 21, extent: 6, probability: 3 },
    ],
    [
      'scope_jump',
      {
        ...calm(),
        items: [
          ...calm().items,
          ...['x', 'y', 'z'].map(id =>
            pointed(id, 1, { createdAt: '2027-01-08T08:00:00.000Z', inScopeSince: '2027-01-08T08:00:00.000Z' }),
          ),
        ],
      },
      { value: 0.3, extent: 3, text: '3 items joined the 10 in scope since 2027-01-04.' },
    ],
    ['owner_inactive', { ...calm(), owner: { name: 'Wei Zhang', isActive: false } }, { evidenceIds: ['Wei Zhang'] }],
    [
      'assignee_inactive',
      calm(index => (index === 3 ? { isAssigneeActive: false } : {})),
      { evidenceIds: ['i3'], text: '1 open item assigned to people whose account is not active: Person 3.' },
    ],
    [
      'late_provider',
      { ...calm(), violated: [late('a'), late('b')] },
      { evidenceIds: ['a', 'b'], probability: 4, text: 'API comes 9 days too late. So it is with 1 more.' },
    ],
    [
      'shared_people',
      {
        ...calm(),
        redNeighbours: [
          { initiativeId: 'billing', name: 'Billing', personIds: ['p1', 'p2'] },
          { initiativeId: 'search', name: 'Search', personIds: ['p1'] },
        ],
      },
      {
        subject: 'billing',
        evidenceIds: ['p1', 'p2'],
        text: '2 people with open work here have some in Billing too; both initiatives are red.',
      },
    ],
  ])('%s is found with its evidence, and nothing else', (rule, facts, expected) => {
    const found = find(facts)
    expect(found.map(each => each.rule)).toEqual([rule])
    expect(found[0]).toMatchObject(expected)
  })

  it('are not found in work that is done, nor where an owner is unknown to every tracker', () => {
    const done = calm(() => ({ blockedSince: '2026-01-01T00:00:00.000Z' }), { state: 'done' })
    expect(find({ ...done, owner: { name: 'The board', isActive: null } })).toEqual([])
  })

  it('do not call it carried over when an item left before its iteration ended', () => {
    const [stay] = ended('2026-12-14')
    const left = { fromMs: Date.parse('2026-12-01'), toMs: Date.parse('2026-12-10'), endedMs: Date.parse('2026-12-14') }
    const endedIterations = stay === undefined ? [] : [{ ...stay, endedMs: Date.parse('2026-11-30') }, left]
    expect(find(calm(index => (index === 0 ? { endedIterations } : {})))).toEqual([])
  })

  it('say nothing of shares of a handful of items', () => {
    const few = {
      items: [item('a'), item('b')],
      plans: [plan('a', { assigneeId: 'p' }), plan('b', { assigneeId: 'p' })],
    }
    expect(find(few)).toEqual([])
  })
})
