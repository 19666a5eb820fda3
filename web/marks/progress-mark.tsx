import { formatNumber, formatShare } from '../words/format.ts'
import { words } from '../words/words.ts'
import { Hint } from './hint.tsx'
import classes from './progress-mark.module.css'

interface Measure {
  readonly done: number
  readonly total: number
  readonly fraction: number | null
  readonly imputedShare: number | null
  readonly unit: keyof typeof words.meanings.unit | null
  readonly reason: string | null
}

export interface Progress {
  readonly count: Measure
  readonly size: Measure
  readonly effort: Measure
}

const MEASURES = ['count', 'size', 'effort'] as const

/** The three measures of progress as bars, one below the other; on hover and focus what they are made of. */
export function ProgressMark({ progress, label }: { readonly progress: Progress; readonly label: string }) {
  return (
    <Hint
      width={320}
      className={classes.mark}
      detail={() => (
        <dl className={classes.detail}>
          {MEASURES.map(name => (
            <div key={name}>
              <dt>{words.meanings.measure[name]}</dt>
              <dd>{explainMeasure(progress[name])}</dd>
            </div>
          ))}
        </dl>
      )}
    >
      <span className="visually-hidden">{label}: </span>
      {MEASURES.map(name => (
        <Bar key={name} name={words.meanings.measure[name]} fraction={progress[name].fraction} />
      ))}
    </Hint>
  )
}

function Bar({ name, fraction }: { readonly name: string; readonly fraction: number | null }) {
  return (
    <span className={classes.bar}>
      <span className={classes.name}>{name}</span>
      <span className={classes.track} data-unknown={fraction === null || undefined}>
        <span className={classes.fill} style={{ width: `${(fraction ?? 0) * 100}%` }} />
      </span>
      <span className={classes.value}>{fraction === null ? '–' : formatShare(fraction)}</span>
    </span>
  )
}

function explainMeasure({ done, total, fraction, imputedShare, unit, reason }: Measure): string {
  if (fraction === null) return reason ?? words.shell.unknown
  const known =
    unit === 'share' || unit === null
      ? formatShare(fraction)
      : `${formatShare(fraction)}: ${words.portfolio.doneOf(formatNumber(done), formatNumber(total), words.meanings.unit[unit])}`
  const imputed =
    imputedShare === null || imputedShare === 0 ? '' : ` ${words.portfolio.imputed(formatShare(imputedShare))}`
  return `${known}.${imputed}${reason === null ? '' : ` ${reason}`}`
}
