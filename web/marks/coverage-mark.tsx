import type { Answer } from '../api/operation.ts'
import { usePlace } from '../shell/place.ts'
import { formatShare } from '../words/format.ts'
import { words } from '../words/words.ts'
import classes from './coverage-mark.module.css'
import { AgeMark } from './day-mark.tsx'
import { Hint } from './hint.tsx'

interface Properties {
  readonly coverage: Answer<'GET /initiatives/{id}/assessment'>['coverage']
  /** Of what. */
  readonly name: string
}

const PARTS = ['estimated', 'mapped', 'visible', 'fresh'] as const

/** How much of a number is known, and how old it is; on hover and focus by part, with the gaps. */
export function CoverageMark({ coverage, name }: Properties) {
  const { asOf } = usePlace()
  const known = PARTS.flatMap(part => coverage[part] ?? [])
  const weakest = known.length === 0 ? null : Math.min(...known)
  return (
    <Hint
      width={300}
      className={classes.cell}
      detailClassName={classes.detail}
      detail={() => <Parts coverage={coverage} />}
    >
      <span className="visually-hidden">{name}: </span>
      <span data-weak={(weakest !== null && weakest < 0.8) || undefined}>
        {weakest === null ? words.shell.unknown : words.portfolio.covered(formatShare(weakest))}
      </span>
      <span className="quiet">
        <AgeMark at={coverage.oldestDataAt} now={asOf === undefined ? Date.now() : Date.parse(asOf)} />
      </span>
    </Hint>
  )
}

function Parts({ coverage }: Pick<Properties, 'coverage'>) {
  return (
    <>
      <strong>{words.portfolio.coverage}</strong>
      <ul>
        {PARTS.map(part => (
          <li key={part}>
            {coverage[part] === null ? words.shell.unknown : formatShare(coverage[part])}{' '}
            {words.meanings.coverage[part]}
          </li>
        ))}
      </ul>
      {coverage.openGaps === 0 ? null : <p>{words.portfolio.gaps(coverage.openGaps)}</p>}
      {coverage.staleTrackers.length === 0 ? null : (
        <p>{words.portfolio.stale(coverage.staleTrackers.map(tracker => tracker.name).join(', '))}</p>
      )}
    </>
  )
}
