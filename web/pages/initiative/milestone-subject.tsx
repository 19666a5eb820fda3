import { useAnswer } from '../../api/queries.ts'
import { TrackerLink } from '../../marks/item-link.tsx'
import { words } from '../../words/words.ts'
import type { Milestone } from './milestone.ts'
import classes from './milestones-section.module.css'

const { source } = words.initiative.milestones

/** Where its date comes from: the item or release in its tracker, or somebody here. */
export function MilestoneSubject({ milestone }: { readonly milestone: Milestone }) {
  const { connectionId, subjectId } = milestone
  const item = useAnswer(
    'GET /work-items/{id}',
    milestone.source === 'work_item' && subjectId !== null ? { path: { id: subjectId } } : null,
  )
  const releases = useAnswer(
    'GET /releases',
    milestone.source === 'release' && connectionId !== null
      ? { query: { connection: connectionId, limit: 1000 } }
      : null,
  )
  const title = source[milestone.source]
  if (connectionId === null) return <div className={classes.small}>{title}</div>
  const release = releases.data?.items.find(({ id }) => id === subjectId)
  const url = item.data?.url ?? release?.url ?? null
  if (url === null) return <div className={classes.small}>{title}</div>
  return (
    <div className={classes.small}>
      <TrackerLink connectionId={connectionId} url={url}>
        {item.data === undefined ? title : `${title} ${item.data.key}`}
      </TrackerLink>
    </div>
  )
}
