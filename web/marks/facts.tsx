import type { ReactNode } from 'react'
import classes from './facts.module.css'

export interface Fact {
  readonly title: string
  readonly value: ReactNode
  /** What the number rests on, or what is beside it. */
  readonly detail?: ReactNode
}

/** A few numbers in one line, readable from across the room. */
export function Facts({ label, facts }: { readonly label: string; readonly facts: readonly Fact[] }) {
  return (
    <dl className={`panel ${classes.facts}`} aria-label={label}>
      {facts.map(({ title, value, detail }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd className={classes.value}>{value}</dd>
          {detail === undefined ? null : <dd className={classes.detail}>{detail}</dd>}
        </div>
      ))}
    </dl>
  )
}
