import { words } from '../words/words.ts'
import classes from './item-link.module.css'
import { TrackerMark } from './tracker-mark.tsx'
import { useTrackers } from './tracker-names.tsx'

interface Properties {
  readonly item: {
    readonly connectionId: string
    readonly key: string
    readonly title: string
    readonly url: string
  }
}

/** A work item by its key and title, leading into its tracker. */
export function ItemLink({ item: { connectionId, key, title, url } }: Properties) {
  return (
    <TrackerLink connectionId={connectionId} url={url}>
      <span className={classes.key}>{key}</span> {title}
    </TrackerLink>
  )
}

interface LinkProperties {
  readonly connectionId: string
  readonly url: string
  readonly children: React.ReactNode
}

/** Anything that a tracker shows at an address of its own, with the tracker's mark. Opens beside this page. */
export function TrackerLink({ connectionId, url, children }: LinkProperties) {
  const tracker = useTrackers().get(connectionId)
  return (
    <span className={classes.item}>
      {tracker === undefined ? null : <TrackerMark kind={tracker.kind} name={tracker.name} />}
      <a
        href={url}
        target="_blank"
        rel="noreferrer"
        title={tracker === undefined ? undefined : words.shell.inTracker(tracker.name)}
      >
        {children}
      </a>
    </span>
  )
}
