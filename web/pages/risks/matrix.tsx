import { Button, Text } from '@mantine/core'
import legend from '../../marks/legend.module.css'
import { useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import classes from './matrix.module.css'
import { cellOf, type Entry, type Level, type Limits, levelOf } from './register.ts'

const text = words.risks.matrix
const DEGREES = ['1', '2', '3', '4', '5'] as const
const LEVELS = ['red', 'amber', 'none'] as const
/** A shape for each level, so that nobody needs its colour. */
const SHAPES: Record<Level, string> = { red: '◆', amber: '▲', none: '●' }

interface Properties {
  readonly entries: readonly Entry[]
  /** The chosen cell, "probability-impact"; empty: none. */
  readonly chosen: string
  readonly limits: Limits
}

/** Five by five: how many entries are how likely and how grave. A cell shows only its entries. */
export function RiskMatrix({ entries, chosen, limits }: Properties) {
  const setSearch = useSetSearch()
  const counts = Map.groupBy(entries, cellOf)
  const unrated = counts.get(null)?.length ?? 0
  return (
    <>
      <table className={classes.matrix} aria-label={text.label}>
        <thead>
          <tr>
            <td />
            {DEGREES.map(impact => (
              <th key={impact} scope="col">
                <span className={classes.degree}>{impact}</span> {text.impacts[impact]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DEGREES.toReversed().map(probability => (
            <tr key={probability}>
              <th scope="row">
                <span className={classes.degree}>{probability}</span> {text.probabilities[probability]}
              </th>
              {DEGREES.map(impact => {
                const cell = `${probability}-${impact}`
                const level = levelOf(Number(probability) * Number(impact), limits)
                const count = counts.get(cell)?.length ?? 0
                return (
                  <td key={impact} data-level={level}>
                    {count === 0 ? (
                      <span className={classes.cell} aria-hidden="true" />
                    ) : (
                      <button
                        type="button"
                        className={classes.cell}
                        aria-pressed={chosen === cell}
                        aria-label={text.cell(count, probability, impact, text.levels[level])}
                        onClick={() => setSearch({ cell: chosen === cell ? undefined : cell })}
                      >
                        <span aria-hidden="true">{SHAPES[level]}</span> {count}
                      </button>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.axes}>
        {text.probability} ↑ · {text.impact} →
      </div>
      <div className={legend.legend} title={text.limits}>
        {LEVELS.map(level => (
          <span key={level} className={legend.key}>
            <span className={classes.swatch} data-level={level} aria-hidden="true">
              {SHAPES[level]}
            </span>
            {text.legend[level]}
            {level === 'none' ? null : ` (${text.from(level === 'red' ? limits.redExposure : limits.amberExposure)})`}
          </span>
        ))}
      </div>
      <Text size="xs" className="quiet" mt="xs">
        {text.issues} {unrated === 0 ? null : text.unrated(unrated)}
      </Text>
      {chosen === '' ? null : (
        <Button size="compact-xs" variant="default" mt="xs" onClick={() => setSearch({ cell: undefined })}>
          {text.clear}
        </Button>
      )}
    </>
  )
}
