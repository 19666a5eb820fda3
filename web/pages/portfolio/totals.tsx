import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { CoverageMark } from '../../marks/coverage-mark.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { ProgressMark } from '../../marks/progress-mark.tsx'
import { formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { RollupNode } from './rollup-node.ts'
import classes from './totals.module.css'

const text = words.portfolio.totals
const COLOURS = ['red', 'amber', 'green', 'grey'] as const
const STATUSES = ['slipped', 'missed', 'at_risk', 'on_track', 'achieved', 'not_forecast', 'no_date'] as const

/** The whole portfolio in one line, readable from across the room; each count leads to what it counts. */
export function Totals({ root }: { readonly root: RollupNode }) {
  const { fraction } = root.progress.size.fraction === null ? root.progress.count : root.progress.size
  return (
    <section className={`panel ${classes.totals}`} aria-label={root.name}>
      <div>
        <h2>{text.progress}</h2>
        <p className={classes.large}>{fraction === null ? words.shell.unknown : formatShare(fraction)}</p>
        <ProgressMark progress={root.progress} label={root.name} />
        {root.weighedBy === null ? null : (
          <p className={classes.small}>{text.weighed(words.meanings.weighedBy[root.weighedBy])}</p>
        )}
      </div>
      <div>
        <h2>{text.health}</h2>
        <ul className={classes.counts}>
          {COLOURS.map(colour => (
            <Count key={colour} count={root.health.initiativeCounts[colour]} to="/" search={{ health: colour }}>
              <HealthMark colour={colour} />
            </Count>
          ))}
        </ul>
      </div>
      <div>
        <h2>{text.milestones}</h2>
        <ul className={classes.counts}>
          {STATUSES.filter(status => root.milestoneCounts[status] > 0).map(status => (
            <Count key={status} count={root.milestoneCounts[status]} to="/roadmap" search={{ as: 'table', status }}>
              {words.meanings.milestone[status]}
            </Count>
          ))}
        </ul>
      </div>
      <div>
        <h2>{text.alerts}</h2>
        <p className={classes.large}>
          <Link
            to={'/alerts' as '/'}
            search={{ node: root.id, state: 'unresolved' } as never}
            aria-label={words.portfolio.openAlerts(root.openAlerts)}
          >
            {root.openAlerts}
          </Link>
        </p>
        <h2>{text.data}</h2>
        <CoverageMark coverage={root.coverage} name={root.name} />
      </div>
    </section>
  )
}

interface CountProperties {
  readonly count: number
  readonly to: string
  readonly search: object
  readonly children: ReactNode
}

function Count({ count, to, search, children }: CountProperties) {
  const shown = (
    <>
      <span className={classes.number}>{count}</span>
      {children}
    </>
  )
  return (
    <li>
      {count === 0 ? (
        shown
      ) : (
        <Link to={to as '/'} search={search as never} resetScroll={to !== '/'}>
          {shown}
        </Link>
      )}
    </li>
  )
}
