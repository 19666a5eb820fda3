import { type Static, Type } from 'typebox'
import type { Amount, EarnedValue } from '../portfolio/earned-value/assess-earned-value.ts'
import type { Figure } from '../portfolio/earned-value/figure.ts'
import { type Explain, ExplainSchema } from './explain.ts'

export const ExplainedMeasure = Type.Object({
  name: Type.String({ description: 'The measure, as the books call it.' }),
  formula: Type.String(),
  ...ExplainSchema.properties,
})

type Explained = Explain & Static<typeof ExplainedMeasure>

/** Each measure with its formula, the numbers that went into it, and where they are listed. */
export function explainEarnedValue(initiativeId: string, earned: EarnedValue): readonly Explained[] {
  const { bac, pv, ev, ac, sv, cv, spi, cpi, tcpi, schedule } = earned
  const { typical, atypical, both, bottomUp } = earned.estimates
  const root = `/api/v1/initiatives/${initiativeId}`
  const items = `${root}/baselines/${earned.baselineId}/items`
  const costs = `/api/v1/cost-entries?initiative=${initiativeId}`
  const hours = `/api/v1/worklogs?initiative=${initiativeId}`
  const [p, e, a] = [pv, ev, ac].map(({ value }) => value ?? 'unknown')
  const planned = {
    at_finish: 'due',
    linear: 'due, and evenly of what is under way',
    iterations: 'planned for the iterations over',
  }
  const earnedBy = {
    '0_100': 'done',
    '50_50': 'done, and half of what is started',
    percent_complete: 'done, and the share of hours of the rest',
  }
  const shown: readonly Explained[] = [
    say('PV', 'sum of the weights planned by now', `the weight of what was ${planned[earned.planRule]}`, pv, items),
    say('EV', 'sum of weight x earned share', `the weight of what is ${earnedBy[earned.earningRule]}`, ev, items),
    ...explainCost(earned, { hours, costs }),
    say('SV', 'EV - PV', `${e} - ${p}`, sv, items),
    say('CV', 'EV - AC', `${e} - ${a}`, cv, hours),
    say('SPI', 'EV / PV', `${e} / ${p}`, spi, items),
    say('CPI', 'EV / AC', `${e} / ${a}`, cpi, hours),
    say('TCPI(BAC)', '(BAC - EV) / (BAC - AC)', `(${bac} - ${e}) / (${bac} - ${a})`, tcpi, hours),
    say('EAC typical', 'BAC / CPI', `${bac} / ${cpi.value ?? 'unknown'}`, typical.eac, hours),
    say('EAC atypical', 'AC + (BAC - EV)', `${a} + (${bac} - ${e})`, atypical.eac, hours),
    say(
      'EAC both',
      'AC + (BAC - EV) / (CPI x SPI)',
      `${a} + (${bac} - ${e}) / (${cpi.value ?? 'unknown'} x ${spi.value ?? 'unknown'})`,
      both.eac,
      hours,
    ),
    say(
      'EAC bottom-up',
      'AC + sum of ETC',
      `${a} + ${describeRest(earned.remaining)}`,
      bottomUp.eac,
      `/api/v1/work-items?initiative=${initiativeId}`,
    ),
    say('ETC', 'EAC - AC', `${typical.eac.value ?? 'unknown'} - ${a}`, typical.etc, hours),
    say('VAC', 'BAC - EAC', `${bac} - ${typical.eac.value ?? 'unknown'}`, typical.vac, hours),
  ]
  if (schedule === null) return shown
  const { earnedSchedule, actualTime, plannedDuration, schedulePerformance, estimatedDuration } = schedule
  const performance = schedulePerformance.value ?? 'unknown'
  return [
    ...shown,
    say(
      'ES',
      'C + (EV - PV of C) / (PV of C+1 - PV of C)',
      `when ${e} was planned, in ${earned.period}s from ${earned.startDay}`,
      { value: earnedSchedule, reason: null },
      items,
    ),
    say(
      'SV(t)',
      'ES - AT',
      `${earnedSchedule} - ${actualTime}`,
      { value: schedule.scheduleVariance, reason: null },
      items,
    ),
    say('SPI(t)', 'ES / AT', `${earnedSchedule} / ${actualTime}`, schedulePerformance, items),
    say('IEAC(t)', 'planned duration / SPI(t)', `${plannedDuration} / ${performance}`, estimatedDuration, items),
  ]
}

function say(name: string, formula: string, numbers: string, result: Amount | Figure, items: string): Explained {
  const { value, reason } = result
  const text = value === null ? `${name} cannot be said. ${reason ?? ''}` : `${name} = ${numbers} = ${value}`
  return { name, formula, rule: 'F2', text, items }
}

/** The cost, and the two sums that it is made of. */
function explainCost(
  { ac, cost }: EarnedValue,
  { hours, costs }: { readonly hours: string; readonly costs: string },
): readonly Explained[] {
  if (cost === null) return [say('AC', 'labour + other', '', ac, hours)]
  const { labour, other, coverage } = cost
  const priced = `${coverage.pricedHours} of ${coverage.hours} hours at the rate of their day (/api/v1/rates)`
  return [
    say('AC', 'labour + other', `${labour.value ?? 'unknown'} + ${other.value ?? 'unknown'}`, ac, hours),
    say('labour', 'sum of hours x rate of their day', priced, labour, hours),
    say('other', 'sum of the cost entries', 'the cost entries', other, costs),
  ]
}

function describeRest(remaining: EarnedValue['remaining']): string {
  if (remaining === null) return 'unknown'
  const { labour, planned, coverage } = remaining
  const hours = `${coverage.pricedHours} of ${coverage.hours} hours left at the rates of today`
  const items = `${coverage.estimatedItems} of ${coverage.openItems} open items say them`
  return `${labour.value ?? 'unknown'} (${hours}; ${items}) + ${planned.value ?? 'unknown'} (costs of days to come)`
}
