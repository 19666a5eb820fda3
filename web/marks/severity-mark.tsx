import { words } from '../words/words.ts'
import classes from './severity-mark.module.css'

export type Severity = keyof typeof words.meanings.severity

const BARS: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 3 }

/** How severe something is: one, two or three bars, and the word. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return (
    <span className={classes.mark} data-severity={severity}>
      <svg viewBox="0 0 14 12" width="14" height="12" aria-hidden="true">
        <rect x="0" y="7" width="3.4" height="5" />
        <rect x="5" y="4" width="3.4" height="8" data-off={BARS[severity] < 2 || undefined} />
        <rect x="10" y="0" width="3.4" height="12" data-off={BARS[severity] < 3 || undefined} />
      </svg>
      {words.meanings.severity[severity]}
    </span>
  )
}
