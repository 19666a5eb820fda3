import type { Static } from 'typebox'
import type { Json } from '../../src/work/raw-record.ts'
import type { Gap } from '../connector.ts'
import type { JiraClient } from './client.ts'
import type { Clause } from './jql.ts'
import type { boardSchema, fieldSchema, projectSchema } from './payloads.ts'

/**
 * What differs between Jira Cloud and Jira Data Center. Which of the two a site is, it says itself (site.ts); everything
 * outside of cloud/ and data-center/ is written once for both.
 */
export interface Product {
  /** Where its calls begin; boards and sprints are at /rest/agile/1.0 in both. */
  readonly api: '/rest/api/2' | '/rest/api/3'
  /** How many projects one search reads: from the beginning, and when only changes are asked for. */
  readonly projectsAtOnce: { readonly first: number; readonly changes: number }
  readonly startSearch: () => SearchIssues
  /** Null where it is refused, as the search for them would be. */
  readonly countIssues: (client: JiraClient, clauses: readonly Clause[]) => Promise<number | null>
  /** Issues by their ids, past the search index. */
  readonly fetchIssues: (
    client: JiraClient,
    ids: readonly string[],
    fields: readonly string[],
  ) => Promise<FetchedIssues>
  /** By issue id; an issue that is not in it has none. */
  readonly readHistories: (
    client: JiraClient,
    issues: readonly JsonObject[],
  ) => Promise<ReadonlyMap<string, FoundHistory>>
  /** Ids of the parents that issues and histories name by key only. */
  readonly findParentIds: (
    client: JiraClient,
    issues: readonly JsonObject[],
    histories: ReadonlyMap<string, FoundHistory>,
    fields: ParentFields,
  ) => Promise<ReadonlyMap<string, string>>
  /** The levels of types that do not tell theirs, by type id. */
  readonly findTypeLevels: (client: JiraClient, fields: ParentFields) => Promise<ReadonlyMap<string, number>>
  /** The projects whose issues the account can browse: all, or (also others may come) those with these keys and ids. */
  readonly listProjects: (
    client: JiraClient,
    named: readonly string[] | undefined,
  ) => Promise<readonly Static<typeof projectSchema>[]>
  readonly readVersionAudit: (client: JiraClient) => Promise<VersionAudit>
  /** Stable id of the site that survives a rename of its address, or null. */
  readonly findInstanceId: (client: JiraClient) => Promise<string | null>
}

/** A client that knows what it talks to. */
export interface SiteClient extends JiraClient {
  readonly product: Product
  /** Where people open the site: Atlassian's gateway is not for browsers. */
  readonly siteUrl: string
  /** Lists that many readings need, kept for as long as a pass begins many of them. */
  readonly lists: {
    readonly projects: (fresh?: boolean) => Promise<readonly Static<typeof projectSchema>[]>
    readonly fields: () => Promise<readonly Static<typeof fieldSchema>[]>
    readonly boards: () => Promise<FoundBoards>
  }
}

/** Boards the account can see; none and a gap where it may see none. */
export interface FoundBoards {
  readonly boards: readonly Static<typeof boardSchema>[]
  readonly gaps: readonly Gap[]
}

export type JsonObject = { readonly [key: string]: Json }

export interface FetchedIssues {
  /** Those that are visible. */
  readonly issues: readonly JsonObject[]
  /** They exist, and Jira fails to answer them, also alone. */
  readonly refusedIds: readonly string[]
}

export interface IssueSearch {
  readonly clauses: readonly Clause[]
  /** Only `id`: larger pages. */
  readonly fields: readonly string[]
  /** Null: the first page. */
  readonly token: string | null
}

export interface IssuePage {
  readonly issues: readonly JsonObject[]
  /** Null: there is no more. */
  readonly token: string | null
  /** Jira said in so many words that there is no more. */
  readonly isProvenLast: boolean
  /** `updated` of its issues, where pages are in that order: a reading can go on from there without its token. */
  readonly updatedMs: readonly number[]
}

/** One page of a search; each reading has its own, which remembers what would make it go on for ever. */
export type SearchIssues = (client: JiraClient, search: IssueSearch) => Promise<IssuePage | SearchFailure>

/** Refused: an old token, or a project that has just vanished. Too many: ask for fewer projects at once. */
export type SearchFailure = 'refused' | 'too_many'

export interface FoundHistory {
  readonly rows: readonly JsonObject[]
  /** Rows that exist and that Jira does not tell. */
  readonly missing: number
}

/** Where the site keeps parents besides the system field. */
export interface ParentFields {
  readonly epicLinkFieldId: string | null
  readonly parentLinkFieldId: string | null
  readonly parentLinkName: string | null
}

export type VersionAudit =
  | {
      readonly status: 'read'
      readonly byVersion: ReadonlyMap<string, readonly Json[]>
      /** Who made these changes, by account id. */
      readonly authors: ReadonlyMap<string, Json>
    }
  | { readonly status: 'closed'; readonly gap: Pick<Gap, 'kind' | 'detail'> }
