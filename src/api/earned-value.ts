import { Type } from 'typebox'
import type { EarnedValue as EarnedValueConclusion } from '../portfolio/earned-value/assess-earned-value.ts'
import { BASELINE_UNITS, EARNING_RULES, PLAN_RULES } from '../portfolio/earned-value/baseline.ts'
import { PERIODS } from '../portfolio/earned-value/period.ts'
import { nullable, word } from './field.ts'

/* Earned value and earned schedule as they were concluded. Amounts are decimal text in the currency, or in the unit. */

const text = () => Type.String()
const number = () => Type.Number()
const why = nullable(Type.String({ description: 'Why there is no value.' }))
const amount = (description: string) => Type.Object({ value: nullable(text()), reason: why }, { description })
const figure = (description: string) => Type.Object({ value: nullable(number()), reason: why }, { description })

const Estimate = Type.Object({
  eac: amount('Estimate at completion.'),
  etc: amount('Estimate to complete: EAC - AC.'),
  vac: amount('Variance at completion: BAC - EAC; negative is over budget.'),
  vacShare: figure('VAC / BAC.'),
  tcpi: figure('TCPI(EAC) = (BAC - EV) / (EAC - AC).'),
})

export const EarnedValue = Type.Unsafe<EarnedValueConclusion | null>(
  Type.Union([
    Type.Object({
      baselineId: text(),
      baselineNumber: Type.Integer(),
      unit: word(BASELINE_UNITS),
      currency: nullable(text()),
      earningRule: word(EARNING_RULES),
      planRule: word(PLAN_RULES),
      period: word(PERIODS),
      startDay: nullable(text()),
      finishDay: nullable(text()),
      bac: Type.String({ description: 'Budget at completion: the whole baseline.' }),
      pv: amount('Planned value: the budget of what was to be done by now.'),
      ev: amount('Earned value: the budget of what is done.'),
      ac: amount('Actual cost: hours at the rate of their day, and cost entries.'),
      sv: amount('EV - PV.'),
      cv: amount('EV - AC.'),
      spi: figure('EV / PV. It is 1 at the end of a late project too; see the schedule for SPI(t).'),
      cpi: figure('EV / AC.'),
      tcpi: figure('TCPI(BAC) = (BAC - EV) / (BAC - AC).'),
      estimates: Type.Object({ typical: Estimate, atypical: Estimate, both: Estimate, bottomUp: Estimate }),
      schedule: Type.Union([
        Type.Object({
          actualTime: Type.Number({ description: 'AT, in periods.' }),
          plannedDuration: number(),
          earnedSchedule: Type.Number({ description: 'ES: when the plan said to have what was earned.' }),
          scheduleVariance: Type.Number({ description: 'SV(t) = ES - AT.' }),
          schedulePerformance: figure('SPI(t) = ES / AT.'),
          estimatedDuration: figure('Planned duration / SPI(t), in periods.'),
          finishEstimate: nullable(Type.String({ description: 'The day that gives, whatever anybody forecasts.' })),
        }),
        Type.Null({ description: 'Nothing was planned for a day.' }),
      ]),
      cost: Type.Union([
        Type.Object({
          labour: amount('Hours at the rate of the day they were worked.'),
          other: amount('Cost entries.'),
          outside: amount('The part of labour on items that the baseline does not hold.'),
          coverage: Type.Object({
            hours: number(),
            pricedHours: number(),
            unratedHours: number(),
            unattributedHours: Type.Number({ description: 'Hours without a person or a day, priced or not.' }),
            pricedShare: nullable(Type.Number({ description: '0 to 1; null without hours.' })),
            unbookedShare: Type.Number({
              description: 'Of the budget of finished items, the share in trackers where nobody books hours.',
            }),
            reason: nullable(Type.String({ description: 'What is missing in the amounts.' })),
          }),
        }),
        Type.Null({ description: 'The baseline has no budget in money.' }),
      ]),
      remaining: Type.Union([
        Type.Object({
          labour: amount('Hours left of all in scope, at the rate of today of who is to do them.'),
          planned: amount('Cost entries of days to come.'),
          coverage: Type.Object({
            openItems: Type.Integer({ description: 'Items not done, of the lowest level that has hours.' }),
            estimatedItems: Type.Integer({ description: 'Of them, those that say how many hours are left.' }),
            hours: number(),
            pricedHours: number(),
          }),
        }),
        Type.Null({ description: 'The baseline has no budget in money, or it was concluded before.' }),
      ]),
      scope: Type.Object({
        plannedItems: Type.Integer(),
        undatedItems: Type.Integer({ description: 'Planned for no day; they count on the last one.' }),
        addedItems: Type.Integer({ description: 'Joined since: they earn nothing until there is a new baseline.' }),
        leftItems: Type.Integer({ description: 'Left the scope since, or were cancelled: they earn nothing.' }),
        leftWeight: text(),
      }),
      series: Type.Array(
        Type.Object({ day: text(), pv: nullable(text()), ev: nullable(text()), ac: nullable(text()) }),
        { description: 'At the end of each period of the plan, and on the status date.' },
      ),
    }),
    Type.Null({ description: 'There was no approved baseline.' }),
  ]),
)
