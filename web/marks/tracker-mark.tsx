import classes from './tracker-mark.module.css'

/** A tracker as a small labelled mark: its first letters, coloured by its kind, with its name for readers and on hover. */
export function TrackerMark({ kind, name }: { readonly kind: string; readonly name: string }) {
  return (
    <span className={classes.mark} data-kind={kind} title={name}>
      <span aria-hidden="true">{abbreviate(kind)}</span>
      <span className="visually-hidden">{name}</span>
    </span>
  )
}

/** "jira" is J, "azure-devops" is AD: a kind that is new here gets its letters too. */
const abbreviate = (kind: string): string =>
  kind
    .split('-')
    .map(part => part.charAt(0).toUpperCase())
    .join('')
