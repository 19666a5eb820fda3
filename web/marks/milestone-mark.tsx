import { words } from '../words/words.ts'
import classes from './health-mark.module.css'
import { type Colour, HealthShape } from './health-mark.tsx'

type Status = keyof typeof words.meanings.milestone

const COLOURS: Record<Status, Colour> = {
  achieved: 'green',
  on_track: 'green',
  at_risk: 'amber',
  slipped: 'red',
  missed: 'red',
  not_forecast: 'grey',
  no_date: 'grey',
}

/** What became of a milestone, as shape and word. */
export function MilestoneMark({ status }: { readonly status: Status | null }) {
  const colour = status === null ? 'grey' : COLOURS[status]
  return (
    <span className={classes.mark} data-colour={colour}>
      <HealthShape colour={colour} />
      {status === null ? words.shell.unknown : words.meanings.milestone[status]}
    </span>
  )
}
