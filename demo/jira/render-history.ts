import { type Rendering, renderUserById } from './render-site.ts'
import type { JiraSite } from './site.ts'
import type { History, HistoryItem, Issue } from './site-records.ts'

/** `toString` is an own property here, as in the real answers: printing such an item throws. */
export function renderHistoryItem(to: Rendering, written: HistoryItem): object {
  const item = to.product === 'cloud' ? written : describeInDataCenter(to.site, written)
  const { field, fieldtype, fieldId, from, fromText, to: after, toText } = item
  return {
    field,
    fieldtype,
    ...(fieldId === null ? {} : { fieldId }),
    from,
    fromString: fromText,
    to: after,
    toString: toText,
    ...(fieldId === 'assignee' ? { tmpFromAccountId: from, tmpToAccountId: after } : {}),
  }
}

/** Rows without field ids, and parents where the older product keeps them. */
function describeInDataCenter(site: JiraSite, item: HistoryItem): HistoryItem {
  if (item.field !== 'IssueParentAssociation') return { ...item, fieldId: null }
  const parents = [item.from, item.to].map(id => site.issueTypes.get(site.issues.get(id ?? '')?.typeId ?? ''))
  const isEpic = parents.some(type => type?.hierarchyLevel === 1)
  return { ...item, fieldId: null, ...(isEpic ? { field: 'Epic Link', fieldtype: 'custom' } : { field: 'Parent' }) }
}

/** The per-issue calls write the instant as text, the bulk call as epoch milliseconds. */
export function renderHistory(
  to: Rendering,
  history: History,
  items: readonly HistoryItem[],
  createdAs: 'text' | 'number',
): object {
  const author = renderUserById(to, history.authorId)
  return {
    id: String(history.id),
    ...(author ? { author } : {}),
    created: createdAs === 'text' ? to.clock.write(history.atMs) : history.atMs,
    items: items.map(item => renderHistoryItem(to, item)),
  }
}

/** The changelog inside an issue: newest first, not all of it. https://jira.atlassian.com/browse/JRACLOUD-96459 */
export function renderInlineChangelog(to: Rendering, issue: Issue, limit: number): object {
  const newest = issue.histories.slice(-limit).reverse()
  return {
    startAt: 0,
    maxResults: newest.length,
    total: issue.histories.length,
    histories: newest.map(history => renderHistory(to, history, history.items, 'text')),
  }
}
