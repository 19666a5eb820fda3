import { epochMs } from '../../work/instant.ts'
import { groupBy } from '../group-by.ts'
import type { HealthRules } from '../health/health.ts'
import type { MilestoneFacts, ScopeItem } from '../initiative.ts'
import type { PresentRecord } from '../initiative-record.ts'
import type { ItemPlan } from '../item-plan.ts'
import { type ItemTree, listBelow } from '../item-tree.ts'
import { percent, plural } from '../phrase.ts'
import { planHours } from '../progress/size.ts'
import { isOpen } from './register.ts'

export const COMPLIANCE_RULES = [
  'owner',
  'baseline',
  'target_date',
  'items_estimated',
  'items_assigned',
  'items_dated',
  'items_with_parent',
  'items_moving',
  'milestones_finished',
  'risks_reviewed',
] as const
export type ComplianceRule = (typeof COMPLIANCE_RULES)[number]

export interface ComplianceCheck {
  readonly rule: ComplianceRule
  /** Share that keeps the rule, 0 or 1 for a rule about the initiative; null where it does not apply. */
  readonly share: number | null
  readonly needed: number
  readonly isMet: boolean | null
  readonly text: string
  /** Items or entries that break it; of many, the first. */
  readonly gapIds: readonly string[]
  readonly gapCount: number
  /** Who is to close them, most first. */
  readonly gapOwners: readonly GapOwner[]
}

export interface GapOwner {
  /** Null: nobody has it. */
  readonly personId: string | null
  readonly name: string | null
  readonly count: number
}

/** Compliance F17. */
export interface Compliance {
  /** Mean of the shares of the rules that apply; null when none does. */
  readonly score: number | null
  readonly checks: readonly ComplianceCheck[]
}

export interface ComplianceGround {
  readonly tree: ItemTree
  readonly milestones: readonly MilestoneFacts[]
  readonly record: PresentRecord
  readonly hasBaseline: boolean
}

const MOST_IDS = 100
const MOST_OWNERS = 20
const DAY_MS = 86_400_000

export function measureCompliance(
  { tree, milestones, record, hasBaseline }: ComplianceGround,
  { statusAt, rules }: { readonly statusAt: string; readonly rules: HealthRules['compliance'] },
): Compliance {
  const plans = new Map(record.plans.map(plan => [plan.id, plan]))
  const { counted } = tree
  const open = counted.filter(({ state }) => state !== 'done')
  const isStale = (at: string, days: number): boolean => epochMs(statusAt) - epochMs(at) > days * DAY_MS
  const datedIds = new Set(milestones.filter(hasDate).flatMap(({ itemIds }) => itemIds))
  const achieved = milestones.filter(({ actualDay }) => actualDay !== null)
  const promised = listBelow(
    tree,
    achieved.flatMap(({ itemIds }) => itemIds),
  )
  const leaves = open.filter(({ level }) => level !== null && level <= 0)
  const begun = open.filter(({ state }) => state === 'in_progress' || state === 'in_review')
  const entries = record.register.filter(entry => entry.fingerprint === null && isOpen(entry))
  const items = (rule: ComplianceRule, all: readonly ScopeItem[], needed: number, what: string, keeps: Keeps) =>
    checkItems({ rule, all, needed, what }, plans, keeps)
  const checks = [
    checkOne('owner', record.owner.name !== null, 'It has an owner.', 'It has no owner.'),
    checkOne('baseline', hasBaseline, 'It has a baseline.', 'It has no baseline: no plan and no date was ever fixed.'),
    checkOne('target_date', milestones.some(hasDate), 'It has a date.', 'None of its milestones has a date.'),
    items('items_estimated', open, rules.minEstimated, 'open items are estimated', item => isEstimated(item)),
    items('items_assigned', begun, rules.minShare, 'open items in progress are assigned', (_, plan) =>
      isAssigned(plan),
    ),
    items(
      'items_dated',
      open,
      rules.minShare,
      'open items have a date or belong to a milestone with one',
      (item, plan) => {
        return plan?.targetDay != null || datedIds.has(item.id)
      },
    ),
    items('items_with_parent', leaves, rules.minShare, 'open items have a parent', item => item.parentId !== null),
    items(
      'items_moving',
      begun,
      rules.minShare,
      `open items in progress were touched in ${plural(rules.staleDays, 'day')}`,
      (_, plan) => {
        return plan !== undefined && !isStale(plan.updatedAt, rules.staleDays)
      },
    ),
    items(
      'milestones_finished',
      counted.filter(({ id }) => promised.has(id)),
      rules.minShare,
      'items of milestones that were achieved are done',
      ({ state }) => state === 'done',
    ),
    checkReviews(entries, rules, at => isStale(at, rules.reviewDays)),
  ]
  const shares = checks.flatMap(({ share }) => share ?? [])
  return { score: shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length, checks }
}

type Keeps = (item: ScopeItem, plan: ItemPlan | undefined) => boolean

const hasDate = ({ dates }: MilestoneFacts): boolean => dates.at(-1)?.day != null
const isEstimated = (item: ScopeItem): boolean => item.estimate !== null || planHours(item) !== null
const isAssigned = (plan: ItemPlan | undefined): boolean => plan !== undefined && plan.assigneeId !== null

function checkOne(rule: ComplianceRule, isMet: boolean, yes: string, no: string): ComplianceCheck {
  const nothing = { gapIds: [], gapOwners: [] }
  return { rule, share: isMet ? 1 : 0, needed: 1, isMet, text: isMet ? yes : no, gapCount: isMet ? 0 : 1, ...nothing }
}

interface ItemRule {
  readonly rule: ComplianceRule
  readonly all: readonly ScopeItem[]
  readonly needed: number
  readonly what: string
}

function checkItems(
  { rule, all, needed, what }: ItemRule,
  plans: ReadonlyMap<string, ItemPlan>,
  keeps: Keeps,
): ComplianceCheck {
  if (all.length === 0) return notApplicable(rule, needed, 'There is no item that the rule is about.')
  const gaps = all.filter(item => !keeps(item, plans.get(item.id)))
  const share = (all.length - gaps.length) / all.length
  const text = `${all.length - gaps.length} of ${all.length} ${what}; ${percent(needed)} are asked for.`
  const byOwner = [...groupBy(gaps, ({ id }) => plans.get(id)?.assigneeId ?? null)].map(([personId, items]) => ({
    personId,
    name: plans.get(items[0].id)?.assigneeName ?? null,
    count: items.length,
  }))
  return {
    ...{ rule, share, needed, isMet: share >= needed, text },
    gapIds: gaps.slice(0, MOST_IDS).map(({ id }) => id),
    gapCount: gaps.length,
    gapOwners: byOwner.toSorted((a, b) => b.count - a.count).slice(0, MOST_OWNERS),
  }
}

function checkReviews(
  entries: PresentRecord['register'],
  { reviewDays }: HealthRules['compliance'],
  isStale: (at: string) => boolean,
): ComplianceCheck {
  const rule = 'risks_reviewed'
  if (entries.length === 0) return notApplicable(rule, 1, 'No open entry is in its register.')
  const gaps = entries.filter(({ reviewedAt }) => isStale(reviewedAt))
  const kept = entries.length - gaps.length
  const text = `Of the open entries of the register (${entries.length}), ${kept} were looked at in ${plural(reviewDays, 'day')}.`
  return {
    ...{ rule, share: kept / entries.length, needed: 1, isMet: gaps.length === 0, text },
    ...{ gapIds: gaps.slice(0, MOST_IDS).map(({ id }) => id), gapCount: gaps.length, gapOwners: [] },
  }
}

const notApplicable = (rule: ComplianceRule, needed: number, text: string): ComplianceCheck => ({
  ...{ rule, share: null, needed, isMet: null, text, gapIds: [], gapCount: 0, gapOwners: [] },
})
