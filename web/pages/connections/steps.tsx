import { useEffect, useRef } from 'react'
import { words } from '../../words/words.ts'
import classes from './steps.module.css'

const text = words.connections.wizard.steps
const STEPS = ['tracker', 'credentials', 'projects', 'meaning', 'sync'] as const

/** Where in the guided form a reader is. */
export function Steps({ current }: { readonly current: (typeof STEPS)[number] }) {
  const at = STEPS.indexOf(current)
  // Each step is a page of its own for who reads it.
  const shown = useRef(current)
  useEffect(() => {
    if (shown.current !== current) globalThis.scrollTo(0, 0)
    shown.current = current
  }, [current])
  return (
    <ol className={`${classes.steps} no-print`}>
      {STEPS.map((step, index) => (
        <li key={step} data-done={index < at || undefined} aria-current={index === at ? 'step' : undefined}>
          <span className={classes.number} aria-hidden="true">
            {index < at ? '✓' : index + 1}
          </span>
          {text[step]}
        </li>
      ))}
    </ol>
  )
}
