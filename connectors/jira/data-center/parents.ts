import type { JiraClient } from '../client.ts'
import { isList, isObject, readText } from '../json-text.ts'
import { keyedPageSchema } from '../payloads.ts'
import type { FoundHistory, JsonObject, ParentFields } from '../product.ts'
import { findIssue } from './issues.ts'

const KEYS_AT_ONCE = 200
/** Of one page; hidden parents of more than these stay unknown, which is told of each issue. */
const MOST_ONE_BY_ONE = 20
const ISSUE_KEY = /^[A-Z][A-Z0-9_]*-\d+$/

/**
 * The ids of the parents that Epic Link and Parent Link name by key only, now and in the histories. A parent that is set when
 * an issue is created stands in no history row, so nothing else tells its id.
 */
export async function findParentIds(
  client: JiraClient,
  issues: readonly JsonObject[],
  histories: ReadonlyMap<string, FoundHistory>,
  { epicLinkFieldId, parentLinkFieldId, parentLinkName }: ParentFields,
): Promise<ReadonlyMap<string, string>> {
  const named = new Set<string>()
  const keep = (key: string | null): void => void (key !== null && ISSUE_KEY.test(key) && named.add(key))
  const known = new Map(issues.map(issue => [String(issue.key), String(issue.id)]))
  for (const { fields } of issues) {
    if (fields === undefined || !isObject(fields)) continue
    for (const id of [epicLinkFieldId, parentLinkFieldId]) if (id !== null) keep(readText(fields, id))
  }
  for (const item of [...histories.values()].flatMap(({ rows }) => rows.flatMap(listItems))) {
    const isParentLink = readText(item, 'fieldId') === parentLinkFieldId || readText(item, 'field') === parentLinkName
    if (parentLinkFieldId === null || !isParentLink) continue
    keep(readText(item, 'fromString'))
    keep(readText(item, 'toString'))
  }
  const found = new Map([...known].filter(([key]) => named.has(key)))
  const asked = [...named].filter(key => !known.has(key))
  for (let start = 0; start < asked.length; start += KEYS_AT_ONCE) {
    for (const [key, id] of await findIds(client, asked.slice(start, start + KEYS_AT_ONCE))) found.set(key, id)
  }
  for (const [key, id] of await findOneByOne(
    client,
    asked.filter(key => !found.has(key)),
  ))
    found.set(key, id)
  return found
}

/** The index may not hold an issue yet, and knows none by the key it had in another project; the issue itself is there. */
async function findOneByOne(client: JiraClient, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const hidden = hiddenOf.get(client) ?? new Set()
  hiddenOf.set(client, hidden)
  const found = new Map<string, string>()
  for (const key of keys.filter(each => !hidden.has(each)).slice(0, MOST_ONE_BY_ONE)) {
    const issue = await findIssue(client, key, ['issuetype'])
    if (issue === null) hidden.add(key)
    else found.set(key, String(issue.id))
  }
  return found
}

/** Asked for once: a parent that is hidden is named by all that lies below it. */
const hiddenOf = new WeakMap<JiraClient, Set<string>>()

const listItems = ({ items }: JsonObject): readonly JsonObject[] => (isList(items) ? items.filter(isObject) : [])

async function findIds(client: JiraClient, keys: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const { issues } = await client.ask({
    method: 'POST',
    path: '/rest/api/2/search',
    body: {
      jql: `key in (${keys.map(key => `"${key}"`).join(', ')})`,
      startAt: 0,
      maxResults: keys.length,
      fields: ['issuetype'],
      // A key that is gone or hidden would spoil the answer about all.
      validateQuery: false,
    },
    endpointClass: 'search',
    where: 'looking up the parents of Jira issues',
    schema: keyedPageSchema,
  })
  return issues.map(({ key, id }) => [key, String(id)])
}
