import { percent, plural } from '../phrase.ts'
import type { ScopeChange } from '../scope/scope-change.ts'
import type { AxisHealth, HealthRules } from './health.ts'

export function judgeScope(change: ScopeChange, rules: HealthRules['scope']): AxisHealth {
  const base = { axis: 'scope', unit: 'share' } as const
  if (change.status === 'unknown') {
    return {
      ...base,
      colour: 'grey',
      value: null,
      threshold: rules.amberGrowth,
      reasons: [change.reason],
      evidenceIds: [],
    }
  }
  const { growth, since, itemsThen, addedIds } = change
  const counts = addedIds.length >= rules.minAddedItems
  const colour = counts && growth > rules.redGrowth ? 'red' : counts && growth > rules.amberGrowth ? 'amber' : 'green'
  const limit = colour === 'red' ? rules.redGrowth : rules.amberGrowth
  const added = `${plural(addedIds.length, 'item')} joined the ${itemsThen} in scope`
  const reason = `The scope grew by ${percent(growth)} since ${since}: ${added}; the limit is ${percent(limit)}.`
  return { ...base, colour, value: growth, threshold: limit, reasons: [reason], evidenceIds: addedIds }
}
