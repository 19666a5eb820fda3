import { AgeMark } from '../../marks/day-mark.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { ProgressMark } from '../../marks/progress-mark.tsx'
import { usePlace } from '../../shell/place.ts'
import { formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { RollupNode } from './rollup-node.ts'
import classes from './totals.module.css'

const text = words.portfolio.totals
const COLOURS = ['red', 'amber', 'green', 'grey'] as const
const STATUSES = ['slipped', 'missed', 'at_risk', 'on_track', 'achieved', 'not_forecast', 'no_date'] as const

/** The whole portfolio in one line, readable from across the room. */
export function Totals({ root }: { readonly root: RollupNode }) {
  const { asOf } = usePlace()
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
            <li key={colour}>
              <span className={classes.number}>{root.health.initiativeCounts[colour]}</span>
              <HealthMark colour={colour} />
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h2>{text.milestones}</h2>
        <ul className={classes.counts}>
          {STATUSES.filter(status => root.milestoneCounts[status] > 0).map(status => (
            <li key={status}>
              <span className={classes.number}>{root.milestoneCounts[status]}</span>
              {words.meanings.milestone[status]}
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h2>{text.alerts}</h2>
        <p className={classes.large}>{root.openAlerts}</p>
        <h2>{text.data}</h2>
        <p>
          <AgeMark at={root.coverage.oldestDataAt} now={asOf === undefined ? Date.now() : Date.parse(asOf)} />
        </p>
      </div>
    </section>
  )
}
