import type { Json } from '../../src/work/raw-record.ts'
import { UnavailableError } from '../errors.ts'
import type { JiraClient } from './client.ts'
import { searchPageSchema } from './payloads.ts'

interface SearchRequest {
  readonly jql: string
  readonly fields: readonly string[]
  readonly maxResults: number
  readonly token: string | null
}

interface FoundIssues {
  readonly issues: readonly { readonly [key: string]: Json }[]
  readonly token: string | null
  /** Jira said in so many words that there is no more. */
  readonly isProvenLast: boolean
}

/** What one reading remembers of its pages, to notice that it would go on for ever. */
interface SearchMemory {
  readonly tokens: Set<string>
  emptyPages: number
}

export const startSearch = (): SearchMemory => ({ tokens: new Set(), emptyPages: 0 })

/** A page may be empty where all its issues are hidden from us; so many in a row are a loop. */
const MOST_EMPTY_PAGES = 50

/**
 * One page of a search. A token that comes back would go on for ever, and a full page with neither a token nor an end would
 * stop too early (https://github.com/mongodb/kingfisher/pull/460): both fail.
 */
export async function searchPage(
  client: JiraClient,
  request: SearchRequest,
  memory: SearchMemory,
): Promise<FoundIssues | 'refused'> {
  const { jql, fields, maxResults, token } = request
  if (token !== null) memory.tokens.add(token)
  const { value } = await client.askUnless(
    {
      method: 'POST',
      path: '/rest/api/3/search/jql',
      body: { jql, fields, maxResults, ...(token === null ? {} : { nextPageToken: token }) },
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
  memory.emptyPages = value.issues.length === 0 ? memory.emptyPages + 1 : 0
  const isLoop = (next !== null && memory.tokens.has(next)) || memory.emptyPages > MOST_EMPTY_PAGES
  if (isContradiction || isCut || isLoop) {
    throw new UnavailableError('Jira contradicts itself about where the list of issues ends. We try again.')
  }
  return {
    issues: value.issues as readonly { [key: string]: Json }[],
    token: next,
    isProvenLast: value.isLast === true,
  }
}
