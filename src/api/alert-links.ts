import type { StoredAlert } from '../store/alert/alerts.ts'

export interface AlertLink {
  readonly label: string
  readonly path: string
}

/** An alert with where to look next. */
export const addLinks = (alert: StoredAlert) => ({ ...alert, links: listLinks(alert) })

type Subject = Pick<StoredAlert, 'kind' | 'initiativeId' | 'milestoneId' | 'connectionId' | 'channelId'>

function listLinks({ kind, initiativeId, milestoneId, connectionId, channelId }: Subject): readonly AlertLink[] {
  const links: readonly (readonly [label: string, path: string | null])[] = [
    ['the milestone', milestoneId && `/milestones/${milestoneId}`],
    ['every move of its date', milestoneId && `/milestones/${milestoneId}/slips`],
    ['the initiative', initiativeId && `/initiatives/${initiativeId}`],
    ['its assessment', initiativeId && `/initiatives/${initiativeId}/assessment`],
    ['deletions to confirm or dismiss', kind === 'deletion_breaker' ? `/connections/${connectionId}/deletions` : null],
    ['the connection', connectionId && `/connections/${connectionId}`],
    ['what is read of it', connectionId && `/connections/${connectionId}/completeness`],
    ['its last syncs', connectionId && `/sync-runs?connection=${connectionId}`],
    ['the channel', channelId && `/channels/${channelId}`],
  ]
  return links.flatMap(([label, path]) => (path === null ? [] : [{ label, path: `/api/v1${path}` }]))
}
