import { words } from '../words/words.ts'
import classes from './health-mark.module.css'

export type Colour = keyof typeof words.meanings.colour

/** Each colour has a shape of its own, so that nobody needs to tell red from green. */
const SHAPES: Record<Colour, string> = {
  green: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z',
  amber: 'M8 1.2 15 14.2H1z',
  red: 'M8 .8 15.2 8 8 15.2.8 8z',
  grey: 'M2.5 2.5h11v11h-11z',
  not_measured: 'M1.5 7h13v2h-13z',
}

/** A colour of health, as shape and word. `compact` keeps the word for screen readers only. */
export function HealthMark({ colour, compact = false }: { readonly colour: Colour; readonly compact?: boolean }) {
  const word = words.meanings.colour[colour]
  return (
    <span className={classes.mark} data-colour={colour} title={compact ? word : undefined}>
      <HealthShape colour={colour} />
      <span className={compact ? 'visually-hidden' : undefined}>{word}</span>
    </span>
  )
}

/** The shape alone, for those who write the word themselves. */
export function HealthShape({ colour }: { readonly colour: Colour }) {
  return (
    <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <path d={SHAPES[colour]} />
    </svg>
  )
}
