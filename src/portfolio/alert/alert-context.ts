import type { Assessment } from '../assessment.ts'
import { isOpenEnd } from '../dependency/dependency.ts'
import type { InitiativeFacts, MilestoneFacts, ScopeItem } from '../initiative.ts'
import type { ItemPlan } from '../item-plan.ts'
import { growTree, type ItemTree, listBelow } from '../item-tree.ts'
import type { AlertChange, AlertDetails, RaisedCondition } from './alert.ts'

/** What a reader can look at in a minute. */
const MOST_DRIVERS = 5
const MOST_DOWNSTREAM = 10

/** Of the items only those that belong to a milestone that is told of are needed. */
export interface ContextFacts extends Pick<InitiativeFacts, 'items' | 'trackers' | 'milestones'> {
  readonly dependencies: Pick<InitiativeFacts['dependencies'], 'links'>
  readonly record: { readonly present: { readonly plans: readonly Pick<ItemPlan, 'id' | 'blockedSince'>[] } | null }
}

/** What is about to be told, with what drives it, what waits for it, and how old the data is that it rests on. */
export function addContext(
  changes: readonly AlertChange[],
  assessment: Pick<Assessment, 'milestones'>,
  facts: ContextFacts,
): readonly AlertChange[] {
  if (changes.every(({ type }) => type === 'resolved')) return changes
  const tree = growTree(facts.items)
  const dataAt = findOldest(facts)
  const describe = (condition: RaisedCondition): RaisedCondition => {
    const { details } = condition
    const milestone = facts.milestones.find(({ id }) => id === details.milestoneId)
    const waits = milestone === undefined ? {} : describeMilestone(milestone, tree, assessment, facts)
    const evidenceIds = details.evidenceIds.length > 0 ? details.evidenceIds : (waits.evidenceIds ?? [])
    return { ...condition, details: { ...details, ...waits, evidenceIds, dataAt } }
  }
  return changes.map(change =>
    change.type === 'resolved' ? change : { ...change, condition: describe(change.condition) },
  )
}

/** Of its trackers the one read longest ago; null where one was never read. */
function findOldest({ trackers }: ContextFacts): string | null {
  const read = trackers.map(({ syncedAt }) => syncedAt)
  return read.reduce((oldest, at) => (oldest === null || at === null || at < oldest ? at : oldest), read[0] ?? null)
}

function describeMilestone(
  milestone: MilestoneFacts,
  tree: ItemTree,
  { milestones }: Pick<Assessment, 'milestones'>,
  facts: ContextFacts,
): Partial<AlertDetails> {
  const forecast = milestones.find(({ milestoneId }) => milestoneId === milestone.id)?.forecast
  const waitsFor = forecast?.status === 'forecast' ? forecast.waitsFor.map(({ id }) => id) : []
  const open = listOpenBelow(milestone, tree)
  const plans = new Map((facts.record.present?.plans ?? []).map(plan => [plan.id, plan]))
  const rank = (item: ScopeItem): readonly [blockedSince: string, size: number, id: string] => [
    plans.get(item.id)?.blockedSince ?? '9999',
    -(item.remainingHours ?? item.estimate ?? 0),
    item.id,
  ]
  const ranked = open.map(item => ({ id: item.id, rank: rank(item) })).toSorted((a, b) => compare(a.rank, b.rank))
  const drivers = [...waitsFor, ...ranked.map(({ id }) => id)]
  return {
    evidenceIds: [...new Set(drivers)].slice(0, MOST_DRIVERS),
    downstream: listDownstream(milestone, new Set(open.map(({ id }) => id)), facts),
  }
}

/** Blocked ones first, the longest before the others; then the largest. */
function compare(a: readonly [string, number, string], b: readonly [string, number, string]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  return a[1] - b[1] || (a[2] < b[2] ? -1 : 1)
}

function listOpenBelow({ itemIds }: MilestoneFacts, tree: ItemTree): readonly ScopeItem[] {
  const below = listBelow(tree, itemIds)
  return tree.counted.filter(({ id, state }) => below.has(id) && state !== 'done')
}

/** Milestones that wait for it, or for an open item of it: those that people linked, and those of waiting items. */
function listDownstream(
  milestone: MilestoneFacts,
  openIds: ReadonlySet<string>,
  { dependencies, milestones }: ContextFacts,
): AlertDetails['downstream'] {
  const waiting = dependencies.links
    .filter(({ provider }) => provider.id === milestone.id || openIds.has(provider.id))
    .flatMap(({ consumer }) => {
      if (!isOpenEnd(consumer)) return []
      if (consumer.type === 'milestone')
        return [{ id: consumer.id, name: consumer.name, initiative: consumer.initiative }]
      return milestones
        .filter(({ itemIds }) => itemIds.includes(consumer.id))
        .map(({ id, name }) => ({ id, name, initiative: consumer.initiative }))
    })
    .filter(({ id }) => id !== milestone.id)
  return [...new Map(waiting.map(each => [each.id, each])).values()].slice(0, MOST_DOWNSTREAM)
}
