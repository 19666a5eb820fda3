import type { EarnedValue } from '../earned-value/assess-earned-value.ts'
import { percent } from '../phrase.ts'
import type { AxisHealth, HealthRules } from './health.ts'

/**
 * VAC as a share of the budget (F9). Where nobody keeps a budget, or nothing was spent yet, it is not measured: that is no
 * ground for grey. Where nothing is earned yet, the least that the rest can cost stands in.
 */
export function judgeCost(earned: EarnedValue | null, rules: HealthRules['cost']): AxisHealth {
  const base = { axis: 'cost', unit: 'share', evidenceIds: earned === null ? [] : [earned.baselineId] } as const
  const without = (colour: 'grey' | 'not_measured', reason: string): AxisHealth => {
    return { ...base, colour, value: null, threshold: null, reasons: [reason] }
  }
  if (earned === null) return without('not_measured', 'There is no baseline to hold the cost against.')
  if (earned.cost === null) return without('not_measured', 'The baseline has no budget in money.')
  if (earned.ac.value === null) {
    const isKept = earned.cost.coverage.hours > 0 || earned.cost.other.value === null
    return without(isKept ? 'grey' : 'not_measured', earned.ac.reason ?? 'The cost is not known.')
  }
  const { typical, atypical } = earned.estimates
  const estimate = typical.vacShare.value === null ? atypical : typical
  const variance = estimate.vacShare.value
  if (variance === null || Number(earned.ac.value) <= 0) return without('not_measured', 'Nothing was spent yet.')
  const colour = variance < -rules.redOverrun ? 'red' : variance < -rules.amberOverrun ? 'amber' : 'green'
  const threshold = -(colour === 'red' ? rules.redOverrun : rules.amberOverrun)
  const eac = `It is expected to cost ${estimate.eac.value ?? ''} ${earned.currency ?? ''} of a budget of ${earned.bac}`
  const over = variance < 0 ? `${percent(-variance)} over` : `${percent(variance)} under`
  const limit = `the limit is ${percent(-threshold)} over`
  const partial = earned.cost.coverage.reason === null ? [] : [earned.cost.coverage.reason]
  return { ...base, colour, value: variance, threshold, reasons: [`${eac}: ${over}; ${limit}.`, ...partial] }
}
