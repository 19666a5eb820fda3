import { placeDay, type Scale } from './time-scale.ts'
import classes from './timeline.module.css'

interface LineProperties {
  readonly from: string
  readonly to: string
  readonly scale: Scale
  readonly kind: 'span' | 'moved' | 'late' | 'early'
}

/** Between two days, whichever is the earlier one. */
export function Line({ from, to, scale, kind }: LineProperties) {
  const [a, b] = [placeDay(scale, from), placeDay(scale, to)]
  const left = Math.min(a, b)
  return (
    <span
      className={classes.line}
      data-line={kind}
      aria-hidden="true"
      style={{ left: `${left * 100}%`, width: `${Math.abs(b - a) * 100}%` }}
    />
  )
}
