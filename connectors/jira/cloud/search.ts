import { UnavailableError } from '../../errors.ts'
import type { JiraClient } from '../client.ts'
import { readInstantMs } from '../instants.ts'
import { type Clause, writeJql } from '../jql.ts'
import { isObject } from '../json-text.ts'
import { countSchema, searchPageSchema } from '../payloads.ts'
import type { JsonObject, SearchIssues } from '../product.ts'

/** More is cut by Jira as soon as real fields are asked for. */
const PAGE_SIZE = 100
/** Jira's largest page, for searches that ask for nothing but ids. */
const IDS_PAGE_SIZE = 5_000
/** A page may be empty where all its issues are hidden from us; so many in a row are a loop. */
const MOST_EMPTY_PAGES = 50

/**
 * Pages of issues in the order they were updated. A token that comes back would go on for ever, and a full page with neither
 * a token nor an end would stop too early (https://github.com/mongodb/kingfisher/pull/460): both fail.
 */
export function startSearch(): SearchIssues {
  const tokens = new Set<string>()
  let emptyPages = 0
  return async (client, { clauses, fields, token }) => {
    if (token !== null) tokens.add(token)
    const isIdsOnly = fields.every(field => field === 'id')
    const maxResults = isIdsOnly ? IDS_PAGE_SIZE : PAGE_SIZE
    const jql = writeJql(clauses, isIdsOnly ? ['id'] : ['updated', 'id'])
    const { value } = await client.askUnless(
      {
        method: 'POST',
        path: '/rest/api/3/search/jql',
        body: {
          jql,
          fields,
          maxResults,
          ...(isIdsOnly ? {} : { expand: 'changelog' }),
          ...(token === null ? {} : { nextPageToken: token }),
        },
        endpointClass: 'search',
        where: 'searching Jira issues',
        schema: searchPageSchema,
      },
      // An old token, or a project that has just vanished: the caller knows which.
      [400],
    )
    if (value === null) return 'refused'
    const next = value.nextPageToken ?? null
    const isContradiction = next !== null ? value.isLast === true : value.isLast === false
    const isCut = next === null && value.isLast !== true && value.issues.length >= maxResults
    emptyPages = value.issues.length === 0 ? emptyPages + 1 : 0
    const isLoop = (next !== null && tokens.has(next)) || emptyPages > MOST_EMPTY_PAGES
    if (isContradiction || isCut || isLoop) {
      throw new UnavailableError('Jira contradicts itself about where the list of issues ends. We try again.')
    }
    const issues = value.issues as readonly JsonObject[]
    return { issues, token: next, isProvenLast: value.isLast === true, updatedMs: issues.flatMap(readUpdatedMs) }
  }
}

const readUpdatedMs = ({ fields }: JsonObject): readonly number[] => {
  const updatedMs = fields !== undefined && isObject(fields) ? readInstantMs(fields.updated) : null
  return updatedMs === null ? [] : [updatedMs]
}

/** An estimate of the index. */
export async function countIssues(client: JiraClient, clauses: readonly Clause[]): Promise<number | null> {
  const { value } = await client.askUnless(
    {
      method: 'POST',
      path: '/rest/api/3/search/approximate-count',
      body: { jql: writeJql(clauses, []) },
      endpointClass: 'approximate_count',
      where: 'counting Jira issues',
      schema: countSchema,
    },
    [400],
  )
  if (value !== null && value.count < 0) throw new UnavailableError('Jira counts fewer than no issues. We try again.')
  return value?.count ?? null
}
