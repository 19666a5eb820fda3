import { type Rendering, renderUserById } from './render-site.ts'
import type { History, HistoryItem, Issue } from './site-records.ts'

/** `toString` is an own property here, as in the real answers: printing such an item throws. */
export function renderHistoryItem(item: HistoryItem): object {
  const { field, fieldtype, fieldId, from, fromText, to, toText } = item
  return {
    field,
    fieldtype,
    ...(fieldId === null ? {} : { fieldId }),
    from,
    fromString: fromText,
    to,
    toString: toText,
    ...(fieldId === 'assignee' ? { tmpFromAccountId: from, tmpToAccountId: to } : {}),
  }
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
    items: items.map(renderHistoryItem),
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
