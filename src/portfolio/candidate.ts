import type { Assessment } from './assessment.ts'
import { readMinor } from './earned-value/money.ts'
import type { Candidate, Known, ScoreModel, ScoreSource } from './priority.ts'
import type { Measure } from './progress/measure.ts'

/** What capacity is counted in; `money` is the budget in force. */
export const CAPACITY_UNITS = ['items', 'points', 'hours', 'days', 'money'] as const
export type CapacityUnit = (typeof CAPACITY_UNITS)[number]

export interface CandidateFacts {
  readonly id: string
  readonly name: string
  readonly assessment: Assessment | null
  /** What people entered, by criterion. */
  readonly entered: ReadonlyMap<string, number>
  readonly budget: { readonly total: string; readonly currency: string } | null
}

/** An initiative as a model ranks it; what is not known says why. */
export function describeCandidate(
  facts: CandidateFacts,
  model: ScoreModel,
  asked: { readonly unit: CapacityUnit; readonly currency: string | null },
): Candidate {
  const { id, name, assessment } = facts
  const values = new Map(
    model.criteria.map(({ name: criterion, source }) => [
      criterion,
      source === 'entered' ? readEntered(facts.entered.get(criterion)) : measure(source, assessment),
    ]),
  )
  return { id, name, values, demand: demandOf(facts, asked) }
}

const NOT_ASSESSED: Known = { value: null, text: 'It has not been assessed yet.' }

const readEntered = (value: number | undefined): Known =>
  value === undefined ? { value: null, text: 'Nobody entered it.' } : { value, text: 'A person entered it.' }

function measure(source: Exclude<ScoreSource, 'entered'>, assessment: Assessment | null): Known {
  if (assessment === null) return NOT_ASSESSED
  switch (source) {
    case 'business_value':
      return assessment.findings?.businessValue ?? { value: null, text: 'Business value was not read then.' }
    case 'remaining_items':
      return remaining(assessment.progress.count)
    case 'remaining_points':
      return inUnit(assessment.progress.size, 'points')
    case 'remaining_hours':
      return remaining(assessment.progress.effort)
  }
}

function demandOf(
  { assessment, budget }: CandidateFacts,
  { unit, currency }: { readonly unit: CapacityUnit; readonly currency: string | null },
): Known {
  if (unit === 'money') {
    if (budget === null) return { value: null, text: 'It has no budget.' }
    if (budget.currency !== currency) return { value: null, text: `Its budget is in ${budget.currency}.` }
    return { value: readMinor(budget.total, budget.currency), text: 'Its budget in force.' }
  }
  if (assessment === null) return NOT_ASSESSED
  const { count, size, effort } = assessment.progress
  if (unit === 'items') return remaining(count)
  return unit === 'hours' && size.unit !== 'hours' ? remaining(effort) : inUnit(size, unit)
}

function remaining({ done, total, fraction, unit, reason }: Measure): Known {
  if (fraction === null) return { value: null, text: reason ?? 'It cannot be measured.' }
  const value = Math.round((total - done) * 1e6) / 1e6
  return { value, text: `${value} ${unit ?? ''} are left of ${total}.` }
}

function inUnit(measure: Measure, unit: Measure['unit']): Known {
  if (measure.fraction !== null && measure.unit !== unit)
    return { value: null, text: `Its size is counted in ${measure.unit ?? 'an unknown unit'}, not in ${unit}.` }
  return remaining(measure)
}
