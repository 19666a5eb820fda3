import { epochMs } from '../../work/instant.ts'
import type { JudgedDependency } from '../dependency/judge-dependencies.ts'
import { groupBy } from '../group-by.ts'
import type { HealthRules } from '../health/health.ts'
import type { InitiativeOwner, RedNeighbour } from '../initiative-record.ts'
import { countCarryOvers, type ItemPlan } from '../item-plan.ts'
import type { ItemTree } from '../item-tree.ts'
import { percent, plural } from '../phrase.ts'
import { planHours } from '../progress/size.ts'
import { measureScopeChange } from '../scope/scope-change.ts'

export const RISK_RULES = [
  'blocked_long',
  'key_person',
  'unestimated',
  'carried_over',
  'stale',
  'scope_jump',
  'owner_inactive',
  'assignee_inactive',
  'shared_people',
  'late_provider',
] as const
export type RiskRule = (typeof RISK_RULES)[number]

export const RISK_UNITS = ['days', 'share', 'items', 'people'] as const
export type RiskUnit = (typeof RISK_UNITS)[number]

/** A risk that follows from the facts, with its evidence. */
export interface FoundRisk {
  readonly rule: RiskRule
  /** Whom or what it is about, where a rule may find several; else empty. */
  readonly subject: string
  readonly title: string
  readonly text: string
  /** 1 to 5. */
  readonly probability: number
  readonly impact: number
  readonly value: number
  readonly threshold: number
  readonly unit: RiskUnit
  /** Items or people; of many, the first. */
  readonly evidenceIds: readonly string[]
  /** Pieces of evidence. */
  readonly extent: number
}

export interface RiskGround {
  readonly tree: ItemTree
  readonly plans: readonly ItemPlan[]
  readonly owner: InitiativeOwner
  readonly redNeighbours: readonly RedNeighbour[]
  /** What it waits for and will get too late. */
  readonly violated: readonly JudgedDependency[]
}

const MOST_IDS = 100
const DAY_MS = 86_400_000

/** Automatic risks F11. */
export function findRisks(
  ground: RiskGround,
  options: { readonly statusAt: string; readonly rules: HealthRules['risk']; readonly planningDays: number },
): readonly FoundRisk[] {
  const { statusAt, rules, planningDays } = options
  const nowMs = epochMs(statusAt)
  const known = new Map(ground.plans.map(plan => [plan.id, plan]))
  const open = ground.tree.counted.filter(({ state }) => state !== 'done')
  const plans = open.flatMap(item => known.get(item.id) ?? [])
  const daysSince = (at: string): number => Math.floor((nowMs - epochMs(at)) / DAY_MS)
  return [
    findBlocked(plans, rules, daysSince),
    findKeyPerson(plans, rules),
    findUnestimated(open, rules),
    findCarriedOver(plans, rules),
    findStale(
      open
        .filter(({ state }) => state === 'in_progress' || state === 'in_review')
        .flatMap(({ id }) => known.get(id) ?? []),
      rules,
      daysSince,
    ),
    findJump(ground.tree, { statusAt, planningDays, rules }),
    findOwner(ground.owner),
    findGone(plans),
    findShared(ground.redNeighbours, rules),
    findLateProviders(ground.violated),
  ].flat()
}

function findBlocked(
  plans: readonly ItemPlan[],
  { blockedDays }: HealthRules['risk'],
  daysSince: (at: string) => number,
): readonly FoundRisk[] {
  const blocked = plans
    .flatMap(({ id, blockedSince }) => (blockedSince === null ? [] : [{ id, days: daysSince(blockedSince) }]))
    .filter(({ days }) => days > blockedDays)
    .toSorted((a, b) => b.days - a.days)
  const [longest] = blocked
  if (longest === undefined) return []
  const text = `${plural(blocked.length, 'item')} blocked for more than ${plural(blockedDays, 'day')}, the longest for ${longest.days}.`
  return [
    risk('blocked_long', 'Work is blocked', text, blocked, {
      degree: blocked.length > plans.length / 10 ? 'high' : 'low',
      value: longest.days,
      threshold: blockedDays,
      unit: 'days',
    }),
  ]
}

function findKeyPerson(plans: readonly ItemPlan[], rules: HealthRules['risk']): readonly FoundRisk[] {
  const assigned = plans.filter(({ assigneeId }) => assigneeId !== null)
  if (assigned.length < rules.minOpenItems) return []
  return [...groupBy(assigned, ({ assigneeId }) => assigneeId ?? '')].flatMap(([person, items]) => {
    const value = items.length / assigned.length
    if (value <= rules.keyPersonShare) return []
    const name = items[0].assigneeName ?? 'One person'
    const text = `${name} has ${percent(value)} of the ${assigned.length} open items that somebody is to do.`
    const measured = { value, threshold: rules.keyPersonShare, unit: 'share' } as const
    const degree = value > (1 + rules.keyPersonShare) / 2 ? 'high' : 'low'
    return [risk('key_person', 'Much rests on one person', text, items, { degree, ...measured }, person)]
  })
}

function findUnestimated(open: ItemTree['counted'], rules: HealthRules['risk']): readonly FoundRisk[] {
  if (open.length < rules.minOpenItems) return []
  const without = open.filter(item => item.estimate === null && planHours(item) === null)
  const value = without.length / open.length
  if (value <= rules.unestimatedShare) return []
  const text = `${without.length} of ${plural(open.length, 'open item')} have no estimate.`
  const measured = { degree: 'low', value, threshold: rules.unestimatedShare, unit: 'share' } as const
  return [risk('unestimated', 'Work is not estimated', text, without, measured)]
}

function findCarriedOver(plans: readonly ItemPlan[], { carriedOver }: HealthRules['risk']): readonly FoundRisk[] {
  const carried = plans.filter(plan => countCarryOvers(plan) >= carriedOver)
  if (carried.length === 0) return []
  const value = Math.max(...carried.map(countCarryOvers))
  const text = `${plural(carried.length, 'open item')} carried over ${carriedOver} times or more, one of them ${value} times.`
  const degree = carried.length > plans.length / 5 ? 'high' : 'low'
  return [
    risk('carried_over', 'Work is carried over again and again', text, carried, {
      ...{ degree, value, threshold: carriedOver, unit: 'items' },
    }),
  ]
}

function findStale(
  begun: readonly ItemPlan[],
  { staleDays }: HealthRules['risk'],
  daysSince: (at: string) => number,
): readonly FoundRisk[] {
  const stale = begun
    .map(({ id, updatedAt }) => ({ id, days: daysSince(updatedAt) }))
    .filter(({ days }) => days > staleDays)
    .toSorted((a, b) => b.days - a.days)
  const [oldest] = stale
  if (oldest === undefined) return []
  const text = `${plural(stale.length, 'item')} in progress of ${begun.length} not touched for more than ${plural(staleDays, 'day')}.`
  return [
    risk('stale', 'Begun work does not move', text, stale, {
      degree: stale.length > begun.length / 2 ? 'medium' : 'low',
      value: oldest.days,
      threshold: staleDays,
      unit: 'days',
    }),
  ]
}

function findJump(
  tree: ItemTree,
  options: { readonly statusAt: string; readonly planningDays: number; readonly rules: HealthRules['risk'] },
): readonly FoundRisk[] {
  const { statusAt, planningDays, rules } = options
  const change = measureScopeChange(tree, { statusAt, planningDays, windowDays: rules.jumpDays })
  if (change.status === 'unknown' || change.growth <= rules.jumpGrowth) return []
  if (change.addedIds.length < rules.minAddedItems) return []
  const text = `${plural(change.addedIds.length, 'item')} joined the ${change.itemsThen} in scope since ${change.since}.`
  const added = change.addedIds.map(id => ({ id }))
  const measured = { degree: 'medium', value: change.growth, threshold: rules.jumpGrowth, unit: 'share' } as const
  return [risk('scope_jump', 'The scope jumped', text, added, measured)]
}

function findOwner({ name, isActive }: InitiativeOwner): readonly FoundRisk[] {
  if (name === null || isActive !== false) return []
  const text = `${name} owns it, but has no active account in any tracker any more.`
  const measured = { degree: 'high', value: 1, threshold: 0, unit: 'items' } as const
  return [risk('owner_inactive', 'The owner is gone', text, [{ id: name }], measured)]
}

function findGone(plans: readonly ItemPlan[]): readonly FoundRisk[] {
  const orphaned = plans.filter(({ isAssigneeActive }) => isAssigneeActive === false)
  if (orphaned.length === 0) return []
  const names = [...new Set(orphaned.map(({ assigneeName }) => assigneeName ?? 'somebody'))].join(', ')
  const text = `${plural(orphaned.length, 'open item')} assigned to people whose account is not active: ${names}.`
  const measured = { value: orphaned.length, threshold: 0, unit: 'items' } as const
  const degree = orphaned.length > plans.length / 10 ? 'medium' : 'low'
  return [risk('assignee_inactive', 'Work is assigned to people who are gone', text, orphaned, { degree, ...measured })]
}

function findShared(neighbours: readonly RedNeighbour[], { sharedPeople }: HealthRules['risk']): readonly FoundRisk[] {
  return neighbours
    .filter(({ personIds }) => personIds.length >= sharedPeople)
    .map(({ initiativeId, name, personIds }) => {
      const text = `${personIds.length} people with open work here have some in ${name} too; both initiatives are red.`
      const measured = { degree: 'medium', value: personIds.length, threshold: sharedPeople, unit: 'people' } as const
      const people = personIds.map(id => ({ id }))
      return risk('shared_people', 'Two red initiatives share people', text, people, measured, initiativeId)
    })
}

function findLateProviders(violated: readonly JudgedDependency[]): readonly FoundRisk[] {
  const [worst] = violated
  if (worst === undefined) return []
  const others = violated.length === 1 ? '' : ` So it is with ${violated.length - 1} more.`
  const measured = { degree: 'high', value: violated.length, threshold: 0, unit: 'items' } as const
  return [risk('late_provider', 'What it waits for comes too late', `${worst.text}${others}`, violated, measured)]
}

/** How likely it is to hurt; what it would hurt is not known to us, so the impact is in the middle. */
const PROBABILITIES = { low: 2, medium: 3, high: 4 } as const
const IMPACT = 3

function risk(
  rule: RiskRule,
  title: string,
  text: string,
  evidence: readonly { readonly id: string }[],
  {
    degree,
    ...measured
  }: Pick<FoundRisk, 'value' | 'threshold' | 'unit'> & { readonly degree: keyof typeof PROBABILITIES },
  subject = '',
): FoundRisk {
  const evidenceIds = evidence.slice(0, MOST_IDS).map(({ id }) => id)
  const degrees = { probability: PROBABILITIES[degree], impact: IMPACT }
  return { rule, subject, title, text, ...degrees, ...measured, evidenceIds, extent: evidence.length }
}
