import classes from './state-mark.module.css'

interface Properties {
  readonly isGood: boolean
  readonly word: string
}

/** Whether something works, as a shape and a word. */
export function StateMark({ isGood, word }: Properties) {
  return (
    <span className={classes.mark} data-good={isGood || undefined}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d={isGood ? 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z' : 'M8 1.2 15 14.2H1z'} />
      </svg>
      {word}
    </span>
  )
}
