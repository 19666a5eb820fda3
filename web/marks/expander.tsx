import classes from './expander.module.css'

/** Points down where something is open, else to the side. */
export function Chevron({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={isOpen ? 'M2 4l4 4 4-4' : 'M4 2l4 4-4 4'} fill="none" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  )
}

interface Properties {
  /** Null: there is nothing to open; its place stays. */
  readonly isOpen: boolean | null
  /** What pressing it does. */
  readonly label: string
  readonly onToggle: () => void
}

/** Opens and closes what is below a row. */
export function Expander({ isOpen, label, onToggle }: Properties) {
  if (isOpen === null) return <span className={classes.expander} aria-hidden="true" />
  return (
    <button type="button" className={classes.expander} aria-expanded={isOpen} aria-label={label} onClick={onToggle}>
      <Chevron isOpen={isOpen} />
    </button>
  )
}
