import { useCallback } from 'react'
import { useAnswer } from '../../api/queries.ts'
import { Chart } from '../../charts/chart.tsx'
import type { ChartColours } from '../../charts/colours.ts'
import { CoverageMark } from '../../marks/coverage-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { usePlace } from '../../shell/place.ts'
import { formatDay, formatNumber, formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { SectionProperties } from './assessment.ts'
import { type EarnedValue, formatAmount, measureOf } from './earned-value.ts'
import { Estimates, Indices } from './earned-value-indices.tsx'
import { drawEarnedValue } from './earned-value-option.ts'
import classes from './section.module.css'
import { useNow } from './use-now.ts'

const text = words.initiativeCharts.earnedValue

/** What was planned, earned and paid by now, and what that says about the end; or why nothing can be said. */
export function EarnedValueSection({ initiativeId, title }: SectionProperties) {
  const { asOf } = usePlace()
  const query = useAnswer('GET /initiatives/{id}/earned-value', {
    path: { id: initiativeId },
    query: asOf === undefined ? {} : { asOf },
  })
  return (
    <Section title={title}>
      <Answered query={query} height={420}>
        {({ earnedValue, reason, explain, statusAt, coverage }) =>
          earnedValue === null ? (
            <p className="quiet">{reason ?? words.shell.unknown}</p>
          ) : (
            <>
              <Basis earnedValue={earnedValue} />
              <Curves earnedValue={earnedValue} statusAt={statusAt} />
              <Estimates earnedValue={earnedValue} explain={explain} />
              <Indices earnedValue={earnedValue} explain={explain} />
              <CoverageMark coverage={coverage} name={title} />
            </>
          )
        }
      </Answered>
    </Section>
  )
}

/** What the values are held against, and what limits them. */
function Basis({ earnedValue }: { readonly earnedValue: EarnedValue }) {
  const { baselineNumber, startDay, finishDay, scope, cost } = earnedValue
  const day = (value: string | null) => (value === null ? words.shell.unknown : formatDay(value))
  const { addedItems, leftItems } = scope
  const coverage = cost?.coverage
  return (
    <p className={classes.note}>
      {text.baseline(baselineNumber, day(startDay), day(finishDay))}{' '}
      {addedItems + leftItems > 0 ? `${text.scope(addedItems, leftItems)} ` : null}
      {coverage == null || coverage.pricedShare === null
        ? null
        : `${text.priced(formatShare(coverage.pricedShare), formatNumber(coverage.hours))} `}
      {coverage?.reason}
    </p>
  )
}

function Curves({ earnedValue, statusAt }: { readonly earnedValue: EarnedValue; readonly statusAt: string }) {
  const { series, pv, ev, ac } = earnedValue
  const name = useNow()
  const option = useCallback(
    (colours: ChartColours) => drawEarnedValue(colours, earnedValue, { at: statusAt, name }),
    [earnedValue, statusAt, name],
  )
  const amount = (value: string | null) => (value === null ? null : formatAmount(value, earnedValue))
  const told = (measure: typeof pv) => measureOf(measure, value => formatAmount(value, earnedValue))
  const { day, ...columns } = text.columns
  return (
    <Chart
      label={text.label(told(pv), told(ev), told(ac))}
      option={option}
      height={340}
      table={{
        columns: [day, columns.pv, columns.ev, columns.ac],
        rows: series.map(point => [formatDay(point.day), amount(point.pv), amount(point.ev), amount(point.ac)]),
      }}
    />
  )
}
