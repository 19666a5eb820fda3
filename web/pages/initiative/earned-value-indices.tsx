import { Title } from '@mantine/core'
import { formatDay, formatIndex, formatNumber, formatShare, formatSigned, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import {
  type EarnedValue,
  type Explained,
  formatAmount,
  type Measure,
  measureOf,
  shortenNumbers,
} from './earned-value.ts'
import classes from './section.module.css'

const text = words.initiativeCharts.earnedValue
const VARIANTS = ['typical', 'atypical', 'both', 'bottomUp'] as const
/** What the service calls the formula of each. */
const EXPLAINED = {
  typical: 'EAC typical',
  atypical: 'EAC atypical',
  both: 'EAC both',
  bottomUp: 'EAC bottom-up',
} as const
const MEASURES = ['eac', 'etc', 'vac', 'vacShare', 'tcpi'] as const

interface Properties {
  readonly earnedValue: EarnedValue
  readonly explain: readonly Explained[]
}

/** What it will have cost at the end, by how the rest may go. */
export function Estimates({ earnedValue, explain }: Properties) {
  const { estimates, schedule } = earnedValue
  const formulas = new Map(explain.map(each => [each.name, each]))
  const format = {
    eac: (value: string) => formatAmount(value, earnedValue),
    etc: (value: string) => formatAmount(value, earnedValue),
    vac: (value: string) => formatAmount(value, earnedValue),
  }
  const reasons = new Set(VARIANTS.map(variant => estimates[variant].eac.reason))
  const [common] = reasons.size === 1 ? reasons : []
  return (
    <>
      <Title order={3} size="h5" mt="md" mb="xs">
        {text.estimates}
      </Title>
      {schedule?.finishEstimate == null ? null : (
        <p className={classes.note}>
          {text.finish}: <strong>{formatDay(schedule.finishEstimate)}</strong>
        </p>
      )}
      {common != null ? (
        <p className="quiet">{common}</p>
      ) : (
        <section className={classes.scroller} tabIndex={0} aria-label={text.estimates}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{text.estimate}</th>
                {MEASURES.map(measure => (
                  <th key={measure} scope="col" data-align="right" title={text.measureHints[measure]}>
                    {text.measures[measure]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {VARIANTS.map(variant => {
                const { eac, etc, vac, vacShare, tcpi } = estimates[variant]
                return (
                  <tr key={variant}>
                    <th scope="row">
                      {text.variants[variant]}
                      <Formula explained={formulas.get(EXPLAINED[variant])} />
                    </th>
                    {eac.value === null ? (
                      <td colSpan={MEASURES.length} className="quiet">
                        {withDays(eac.reason ?? '')}
                      </td>
                    ) : (
                      <>
                        <Cell measure={eac} format={format.eac} />
                        <Cell measure={etc} format={format.etc} />
                        <Cell measure={vac} format={format.vac} />
                        <Cell measure={vacShare} format={formatShare} />
                        <Cell measure={tcpi} format={formatIndex} />
                      </>
                    )}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}

function Formula({ explained }: { readonly explained: Explained | undefined }) {
  if (explained === undefined) return null
  return (
    <div className={classes.name} title={shortenNumbers(explained.text)}>
      {text.eacIs(explained.formula)}
    </div>
  )
}

function Cell<T>({ measure, format }: { readonly measure: Measure<T>; readonly format: (value: T) => string }) {
  const isKnown = measure.value !== null
  return (
    <td data-align={isKnown ? 'right' : undefined} className={isKnown ? undefined : 'quiet'}>
      {measureOf(measure, format)}
    </td>
  )
}

/** Every measure with its formula and the numbers in it. One without a value says why. */
export function Indices({ earnedValue, explain }: Properties) {
  const values = readValues(earnedValue)
  const named: Readonly<Record<string, string>> = text.names
  return (
    <>
      <Title order={3} size="h5" mt="md" mb="xs">
        {text.indices}
      </Title>
      <section className={classes.scroller} tabIndex={0} aria-label={text.indices}>
        <table className={`${classes.table} ${classes.stacked}`} role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                {text.table.measure}
              </th>
              <th role="columnheader" scope="col" data-align="right">
                {text.table.value}
              </th>
              <th role="columnheader" scope="col">
                {text.table.formula}
              </th>
              <th role="columnheader" scope="col">
                {text.table.numbers}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {explain
              .filter(({ name }) => name in named)
              .map(({ name, formula, text: numbers }) => (
                <tr key={name} role="row">
                  <th role="rowheader" scope="row">
                    {name} <span className={classes.name}>{named[name]}</span>
                  </th>
                  <td role="cell" data-align="right">
                    {values[name] ?? <span className="quiet">{words.shell.unknown}</span>}
                  </td>
                  <td role="cell" className={classes.formula}>
                    {formula}
                  </td>
                  <td role="cell" className={classes.numbers} title={numbers}>
                    {shortenNumbers(numbers)}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

/** The measures as they are written, by the name that books give them; null where there is no value. */
function readValues(earnedValue: EarnedValue): Readonly<Record<string, string | null>> {
  const { pv, ev, ac, sv, cv, spi, cpi, tcpi, schedule, period } = earnedValue
  const amount = ({ value }: Measure<string>) => (value === null ? null : formatAmount(value, earnedValue))
  const index = ({ value }: Measure<number>) => (value === null ? null : formatIndex(value))
  const time = (value: number | null | undefined, format = formatNumber) =>
    value == null ? null : `${format(value)} ${text.periods[period]}`
  return {
    ...{ PV: amount(pv), EV: amount(ev), AC: amount(ac), SV: amount(sv), CV: amount(cv) },
    ...{ SPI: index(spi), CPI: index(cpi), 'TCPI(BAC)': index(tcpi) },
    ES: time(schedule?.earnedSchedule),
    'SV(t)': time(schedule?.scheduleVariance, formatSigned),
    'SPI(t)': schedule === null ? null : index(schedule.schedulePerformance),
    'IEAC(t)': time(schedule?.estimatedDuration.value),
  }
}
