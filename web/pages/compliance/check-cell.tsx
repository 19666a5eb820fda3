import legend from '../../marks/legend.module.css'
import { formatShare, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import classes from './compliance.module.css'
import { type Check, stateOf } from './gaps.ts'

const text = words.compliance
const STATES = ['met', 'unmet', 'none'] as const
type State = (typeof STATES)[number]

const PATHS: Record<State, string> = {
  met: 'M1.5 6.5 5 10l6-8',
  unmet: 'M2 2l8 8M10 2l-8 8',
  none: 'M2 6h8',
}

function StateMark({ state }: { readonly state: State }) {
  return (
    <svg viewBox="0 0 12 12" className={classes.mark} aria-hidden="true">
      <path d={PATHS[state]} />
    </svg>
  )
}

/** What falls short is not rounded up to what is asked for. */
const floored = (share: number): number => Math.floor(share * 100) / 100

/** How far one rule is kept; opens its gaps. */
export function CheckCell({ check, onOpen }: { readonly check: Check; readonly onOpen: () => void }) {
  const state = stateOf(check)
  const label = text.cell(text.rules[check.rule], text.states[state], check.gapCount, withDays(check.text))
  return (
    <button type="button" className={classes.cell} data-state={state} title={withDays(check.text)} onClick={onOpen}>
      <span className="visually-hidden">{label} </span>
      <StateMark state={state} />
      {check.share === null ? null : formatShare(state === 'unmet' ? floored(check.share) : check.share)}
    </button>
  )
}

/** What the cells mean. */
export function CheckLegend() {
  return (
    <div className={legend.legend}>
      {STATES.map(state => (
        <span key={state} className={legend.key}>
          <span className={classes.swatch} data-state={state} aria-hidden="true">
            <StateMark state={state} />
          </span>
          {text.states[state]}
        </span>
      ))}
      <span className="no-print">{text.legendNote}</span>
    </div>
  )
}
