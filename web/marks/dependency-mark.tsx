import type { Answer } from '../api/operation.ts'
import { words } from '../words/words.ts'
import classes from './dependency-mark.module.css'

/** One that is not met yet, wherever it is told. */
export type Dependency = Answer<'GET /initiatives/{id}/dependencies'>['dependencies'] extends infer D
  ? NonNullable<D> extends { open: readonly (infer T)[] }
    ? T
    : never
  : never
export type DependencyStatus = keyof typeof words.meanings.dependency

/** From the worst to the best. */
const STATUSES = ['violated', 'at_risk', 'unknown', 'holds', 'met'] as const

export const worstOf = (statuses: readonly DependencyStatus[]): DependencyStatus =>
  STATUSES.find(status => statuses.includes(status)) ?? 'unknown'

export const isTrouble = (status: DependencyStatus): boolean => status === 'violated' || status === 'at_risk'

/** Whether something will be there when it is needed: as the line it is drawn with, and its word. */
export function DependencyMark({ status }: { readonly status: DependencyStatus }) {
  return (
    <span className={classes.mark} data-status={status}>
      <span className={classes.line} data-status={status} aria-hidden="true" />
      {words.meanings.dependency[status]}
    </span>
  )
}

/** The lines of a picture of dependencies and what they mean. */
export function DependencyLegend({ statuses = STATUSES }: { readonly statuses?: readonly DependencyStatus[] }) {
  return (
    <ul className={classes.legend} aria-label={words.meanings.dependencies}>
      {statuses.map(status => (
        <li key={status}>
          <DependencyMark status={status} />
        </li>
      ))}
    </ul>
  )
}
