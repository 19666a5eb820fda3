import { useClock } from '../../shell/clock.tsx'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { formatSeconds, isOpen, type Run } from './connection.ts'
import classes from './run-progress.module.css'

const text = words.connections.run

type Progress = Pick<Run, 'state' | 'mode' | 'done' | 'expected' | 'secondsLeft' | 'reasonText' | 'resumeAt'>

/** How far a pass is, as a bar with its numbers and the time left. */
export function RunBar({ run }: { readonly run: Progress }) {
  const { state, mode, done, expected, secondsLeft } = run
  const share = expected === null || expected === 0 ? null : Math.min(done / expected, 1)
  const count = expected === null ? text.soFar(formatCount(done)) : text.of(formatCount(done), formatCount(expected))
  return (
    <div className={classes.bar}>
      <div
        className={classes.track}
        data-unknown={(share === null && isOpen(run)) || undefined}
        role="progressbar"
        aria-label={text.progressOf(words.connections.sync.modes[mode])}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
        aria-valuetext={count}
      >
        <div className={classes.fill} style={{ width: `${(share ?? 0) * 100}%` }} />
      </div>
      <div className={classes.words}>
        <span>
          <strong>{text.states[state]}</strong> · {count}
        </span>
        {isOpen(run) ? (
          <span className="quiet">
            {secondsLeft === null ? text.leftUnknown : text.left(formatSeconds(secondsLeft))}
          </span>
        ) : null}
      </div>
    </div>
  )
}

/** A pass in full: the bar, why it waits, and each stream. */
export function RunProgress({ run }: { readonly run: Run }) {
  const { formatInstant } = useClock()
  return (
    <div>
      <RunBar run={run} />
      {run.reasonText === null ? null : <p>{run.reasonText}</p>}
      {run.resumeAt === null || !isOpen(run) ? null : <p>{text.resumes(formatInstant(run.resumeAt))}</p>}
      {run.streams.length === 0 ? null : (
        <table className={classes.streams}>
          <tbody>
            {run.streams.map(({ stream, state, done, expected, secondsLeft }) => (
              <tr key={stream} data-state={state}>
                <th scope="row">{text.streams[stream]}</th>
                <td>{text.streamStates[state]}</td>
                <td>
                  {state === 'waiting' && done === 0
                    ? null
                    : expected === null
                      ? formatCount(done)
                      : text.of(formatCount(done), formatCount(expected))}
                </td>
                <td>{state === 'reading' && secondsLeft !== null ? text.left(formatSeconds(secondsLeft)) : null}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={`${classes.small} quiet`}>
        {text.requests(formatCount(run.requests))}
        {run.rateLimitedCount === 0 ? null : ` · ${text.limited(formatCount(run.rateLimitedCount))}`}
      </p>
    </div>
  )
}
