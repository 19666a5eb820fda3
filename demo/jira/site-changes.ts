import type { JiraSite } from './site.ts'
import type { SiteEvent } from './site-events.ts'
import type { Account, AuditRecord, History, HistoryItem, Issue, Version } from './site-records.ts'

/** No index lags longer than this; older former states are dropped. */
const FORMER_STATE_KEPT_MS = 12 * 3_600_000

/** People are named by account id, e-mail address or display name. */
export function loadAccount(site: JiraSite, who: string): Account {
  const account =
    site.accounts.get(who) ?? site.data.accounts.find(each => each.emailAddress === who || each.displayName === who)
  if (!account) throw new Error(`the site has no account ${who}`)
  return account
}

export function announce(site: JiraSite, event: SiteEvent): void {
  for (const listener of site.listeners) listener(event)
}

/** Keeps what the search index still shows while it lags behind. Call it before the change. */
export function rememberFormerState(site: JiraSite, issueId: string, before: Issue | null): void {
  const changedMs = site.clock()
  const kept = (site.formerStates.get(issueId) ?? []).filter(
    state => state.changedMs > changedMs - FORMER_STATE_KEPT_MS,
  )
  const copy = before && { ...before, histories: [...before.histories] }
  site.formerStates.set(issueId, [...kept, { changedMs, before: copy }])
}

/** Writes the rows into the issue's changelog and tells the webhooks. Call rememberFormerState first. */
export function recordChange(
  site: JiraSite,
  issue: Issue,
  byAccountId: string,
  items: readonly HistoryItem[],
  kind: string,
): History {
  const history = writeHistory(site, issue, byAccountId, items)
  announce(site, {
    type: 'issue',
    name: 'jira:issue_updated',
    kind,
    issue,
    byAccountId,
    change: { id: history.id, items },
    atMs: history.atMs,
  })
  return history
}

export function writeHistory(
  site: JiraSite,
  issue: Issue,
  byAccountId: string,
  items: readonly HistoryItem[],
): History {
  const history: History = { id: ++site.data.counters.history, atMs: site.clock(), authorId: byAccountId, items }
  issue.histories.push(history)
  issue.updatedMs = history.atMs
  return history
}

/** What Jira's audit log says about a version: the only place that tells who moved a release date, and from when. */
export function recordAudit(
  site: JiraSite,
  version: Version,
  byAccountId: string,
  summary: string,
  changes: AuditRecord['changes'],
): void {
  site.data.audit.push({
    id: ++site.data.counters.audit,
    atMs: site.clock(),
    summary,
    category: 'projects',
    authorId: byAccountId,
    object: {
      id: version.id,
      name: version.name,
      typeName: 'VERSION',
      parentId: version.projectId,
      parentName: site.projects.get(version.projectId)?.name ?? '',
    },
    changes,
  })
}
