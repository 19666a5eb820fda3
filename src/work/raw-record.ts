/**
 * Terminology
 *
 * - connector:     code that knows one kind of tracker (a folder in connectors/)
 * - connection:    configured access to one tracker (a row)
 * - source:        a connection, opened
 * - scope:         the part of a tracker that is read as one: the whole site, a project
 * - stream:        one kind of reading from a scope; it has its own cursor
 * - cursor:        where to resume a stream; only the connector can read it
 * - raw record:    an answer of the tracker, as received; kept, so that it can be replayed
 * - source record: the same said in our shape, still in the tracker's own words and ids
 * - fact:          a source record after the connection's mappings were applied
 * - census:        the ids of everything that exists now; the only proof of a deletion
 */

/** In the order they are begun: what words mean, then what takes longest. */
export const STREAMS = ['structure', 'work_items', 'worklogs', 'links', 'iterations', 'releases', 'teams'] as const
export type Stream = (typeof STREAMS)[number]

export const RECORD_KINDS = [
  'project',
  'item_type',
  'status',
  'field',
  'link_type',
  'person',
  'iteration',
  'release',
  'work_item',
  'link',
  'worklog',
  'team',
  'team_plan',
  'capacity',
  'day_off',
] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/** Opaque text; only the connector that wrote it can read it. */
export type Cursor = string

export interface Scope {
  /** Stable id within the connection, for example a project's id. */
  readonly externalId: string
  readonly name: string
  /** The streams that are read in this scope. */
  readonly streams: readonly Stream[]
}

/** Identity is the tracker's immutable id; keys and paths are attributes. */
export interface RecordRef {
  readonly kind: RecordKind
  readonly externalId: string
}

/** Plain JSON, as a tracker sends it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** An answer of the tracker about one record, as received. Latest per (kind, externalId) is stored and can be replayed. */
export interface RawRecord {
  /** The connector's own word for the shape of the payload ("issue", "revision"); only its `parse` reads it. */
  readonly kind: string
  /** Unique within the connection and kind. */
  readonly externalId: string
  /** Orders readings of the same record: Azure DevOps `rev`, Jira `updated` in ms; 0 where the tracker has none. */
  readonly revision: number
  /** Breaks a tie of `revision`: the id of the last history entry in Jira, else 0. */
  readonly revisionDetail: number
  readonly payload: Json
  /** What `parse` must know besides the payload and the tracker said elsewhere (which field is the sprint). */
  readonly context: { readonly [key: string]: Json }
  /** When we asked for it, ISO 8601 UTC. */
  readonly fetchedAt: string
}
