import type { Static, TSchema } from 'typebox'
import type { KeptWebhook } from '../src/work/kept-webhook.ts'
import type { Cursor, RawRecord, RecordRef, Scope, Stream } from '../src/work/raw-record.ts'
import type { SourceRecord } from '../src/work/source-record.ts'

/** One kind of tracker. A folder beside this file exports exactly one, as its default. */
export interface Connector<Settings extends TSchema = TSchema, Credentials extends TSchema = TSchema> {
  /** Equals the folder name; stored on every connection. */
  readonly kind: string
  /** The tracker's name for people: "Jira". */
  readonly name: string
  readonly settings: Settings
  readonly credentials: Credentials
  readonly limits: TrackerLimits
  open(settings: Static<Settings>, credentials: Static<Credentials>, io: SourceIo): Source
  /**
   * Pure, so that a changed mapping replays stored records without asking the tracker again. Throws
   * UnreadableRecordError for a record it cannot read.
   */
  parse(record: RawRecord): readonly SourceRecord[]
  /**
   * Pure: the record without anything that says who this person was, whose account the tracker has erased. Left out by
   * trackers that erase nobody.
   */
  forgetPerson?(record: RawRecord, personId: string): RawRecord
  /** Left out by trackers that can only be polled. */
  readonly webhook?: Webhook
}

/** What this kind of tracker bears for as long as it says nothing about it. */
export interface TrackerLimits {
  /** Requests under way at once, of all our workers together. */
  readonly concurrency: number
  /** Requests in each endpoint class; null where the tracker does not count requests. */
  readonly perSecond: number | null
}

/** A connection, opened. Every method throws one of the errors of errors.ts and nothing else. */
export interface Source {
  /** Proves that the credentials work and says what they can see. */
  check(): Promise<SourceCheck>
  discover(): AsyncIterable<Scope>
  /** Every project the account can see, also those that the settings do not name. Left out by trackers without projects. */
  listProjects?(): Promise<readonly VisibleProject[]>
  /**
   * Pages from where `after` ends (null: from the beginning). The caller saves a page's cursor in the transaction that
   * saves its records, so that a crash replays at most one page. Ends normally only if everything up to now was read.
   */
  read(stream: Stream, scope: Scope, after: Cursor | null): AsyncIterable<Page>
  /**
   * How several workers can share the first reading of a stream; null when it is read in one go. Left out by trackers that
   * are always read in one go.
   */
  divide?(stream: Stream, scope: Scope): Promise<Division | null>
  /** The current truth about a few records, one answer for each reference. */
  fetch(refs: readonly TouchedRecord[]): Promise<readonly FetchedRecord[]>
  /** Everything of this stream that exists in the scope now. Ends normally only if the listing is proven complete. */
  census(stream: Stream, scope: Scope): AsyncIterable<RecordRef>
  /**
   * The work items that a saved query finds now, named by its address in a browser or by its id. Ends normally only if
   * these are all of them; RejectedError: there is no such query for this account, or it cannot be listed whole.
   */
  listQuery(query: string): AsyncIterable<RecordRef>
  /** Left out by trackers at which only people can register webhooks, and by those that have none. */
  readonly webhooks?: WebhookRegistrar
  close(): Promise<void>
}

/**
 * Our webhooks at the tracker: all we ever write there, and only after a person has asked for it. Ours are those that lead
 * to our address; no other one is touched.
 */
export interface WebhookRegistrar {
  /**
   * Sees to it that all of ours stand: adds what is missing, renews what ends soon, and enables what the tracker has
   * disabled. Tells of each how it stands now. RejectedError `permission` or `unsupported`: these credentials may register
   * none, and the message says what they would need.
   */
  keep(wish: WebhookWish): Promise<readonly KeptWebhook[]>
  /** Removes all of ours that lead there. */
  remove(receiver: WebhookReceiver): Promise<void>
  /** What an administrator of the tracker does and enters in place of us. */
  explain(receiver: WebhookReceiver): Promise<WebhookInstructions>
}

export interface WebhookReceiver {
  readonly url: string
  readonly secret: string
}

export interface WebhookWish extends WebhookReceiver {
  /** Tracker ids of those that were given this secret; others that lead to us get it anew. */
  readonly holders: readonly string[]
  /** A person asks for it now: then those that somebody has disabled there are enabled again, too. */
  readonly isAsked: boolean
}

export interface WebhookInstructions {
  /** One after the other, in sentences. */
  readonly steps: readonly string[]
  /** What is entered, in the tracker's own words for its fields. */
  readonly fields: readonly { readonly name: string; readonly value: string }[]
}

export interface VisibleProject {
  /** As the settings may name it. */
  readonly externalId: string
  readonly key: string | null
  readonly name: string
}

export interface SourceCheck {
  /** Who we are at the tracker, for a person. */
  readonly identity: string
  /** IANA name, or null when the tracker does not say. */
  readonly timeZone: string | null
  /** Stable id of the site or organisation; survives a rename of its URL. */
  readonly instanceId: string
  readonly permissions: readonly { readonly name: string; readonly granted: boolean; readonly neededFor: string }[]
  /** What will be missing and what to do about it. */
  readonly problems: readonly string[]
}

/** The parts cover the scope together; {@link Source.read} reads each as if it were a scope, once, to its end. */
export interface Division {
  readonly parts: readonly Part[]
  /** Where the scope itself goes on after its parts: taken before them, so that what changes meanwhile is read again. */
  readonly cursor: Cursor
}

export interface Part {
  /** Unique within the scope and stream; only the connector can read it. */
  readonly externalId: string
  readonly name: string
  /** How many records it will bring, where the tracker says so. */
  readonly expected?: number
}

export interface Page {
  readonly records: readonly RawRecord[]
  readonly cursor: Cursor
  /** How many records the whole reading will bring, where the tracker says so. */
  readonly expected?: number
  /** What this page could not bring, for gap rows. */
  readonly gaps?: readonly Gap[]
  /**
   * Raw records that came before some of these. One that is not stored was hidden from us when its turn came, so that
   * `partOf` is fetched; left out where an answer tells all of a record's past.
   */
  readonly predecessors?: readonly Predecessor[]
}

export interface Predecessor extends Pick<RawRecord, 'kind' | 'externalId'> {
  readonly partOf: RecordRef
}

/** Something we know we do not know. */
export interface Gap {
  /** Stable word: "truncated_history", "forbidden", "unsupported_board". */
  readonly kind: string
  /** What it concerns, in the tracker's ids. */
  readonly subject: string
  /** What happened and what a person can do. */
  readonly detail: string
}

export type FetchedRecord =
  | { readonly outcome: 'found'; readonly ref: RecordRef; readonly records: readonly RawRecord[] }
  /** The tracker proves it: it is in the bin, or a feed of deletions names it. */
  | { readonly outcome: 'deleted'; readonly ref: RecordRef; readonly how: string }
  /** Not found, with working credentials; deleted and forbidden look the same. */
  | { readonly outcome: 'not_visible'; readonly ref: RecordRef }
  /** It exists, and the tracker fails to answer it while it answers others. `why`: what a person can do. */
  | { readonly outcome: 'refused'; readonly ref: RecordRef; readonly why: string }

export interface Webhook {
  /** Whether the delivery was made by someone who knows the secret. Constant time; false rather than a throw. */
  verify(delivery: Delivery, secret: string): boolean
  /**
   * The same of one that the tracker signs with what the connection was entered with. Left out where our secret alone is
   * a proof.
   */
  verifyOwn?(delivery: Delivery, credentials: unknown, now: Date): boolean
  /** Stable id of the delivery, equal over its retries; null when the tracker gives none. */
  deliveryId(delivery: Delivery): string | null
  /** What has changed. The payload is a hint, never data: see {@link Source.fetch}. Throws UnreadableRecordError. */
  touched(delivery: Delivery): readonly TouchedRecord[]
}

/** A record that changed; who changed it and when, where the notice says so and the record itself does not. */
export interface TouchedRecord extends RecordRef {
  readonly byPersonId?: string
  readonly at?: string
  /** The notice says that a date was entered, moved or taken away: it is fetched before others. A hint, like all of it. */
  readonly movesDate?: true
  /** The revision that is stored, with all before it: what the tracker has beyond it is all that is missing. */
  readonly storedRevision?: number
}

export interface Delivery {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The bytes as received; a signature covers them. */
  readonly body: Buffer
  /** Where it was delivered, as the tracker was told; with the query that it came with. Left out: not known. */
  readonly url?: string
}

/** What the outside gives a source; nothing else reaches it. */
export interface SourceIo {
  /** Aborts every request in flight and every read. */
  readonly signal: AbortSignal
  readonly now: () => Date
  /** Called once for each request when its answer or failure is known. */
  readonly onRequest: (request: RequestNote) => void
  /** Waits for this connection's share of the tracker's rate limit; throws RateLimitedError when the wait is too long. */
  readonly takeTurn: (endpointClass: string) => Promise<void>
  /** Host names and addresses in private or loopback ranges that may be called; all others are refused. */
  readonly privateHosts: readonly string[]
  /**
   * The access that all processes share which read this connection. The caller keeps it and has one of them at a time
   * `obtain` it: when there is none, when it ends soon, when it was not proven for a while, or when it is the value that
   * the tracker has `refused`. What was obtained is kept before anyone uses it: a refresh token may be good for one use.
   * Throws RejectedError('credentials') without asking the tracker once it has refused them.
   */
  readonly access: (obtain: ObtainAccess, refused?: string) => Promise<Access>
}

/** How a connection gets in: a token, or which address takes it. Only its connector reads it; it may hold secrets. */
export interface Access {
  readonly value: string
  /** ISO 8601 UTC. Null: it holds until the tracker refuses it. */
  readonly expiresAt: string | null
}

/** `kept` is the value obtained last; null when there is none. */
export type ObtainAccess = (kept: string | null) => Promise<Access>

export interface RequestNote {
  readonly endpointClass: string
  /** HTTP status, or null when there was no answer. */
  readonly status: number | null
  readonly rateLimited: boolean
  readonly durationMs: number
  /** Left out when the answer says nothing about limits. */
  readonly limit?: LimitNotice
}

/** What a tracker says about its limits along with an answer, also with a good one. */
export interface LimitNotice {
  /** What it speaks of: requests of the same endpoint class, or all of the connection. */
  readonly scope: 'endpoint_class' | 'connection'
  /** Nothing may be asked for so long; null: for a time that it does not tell. Left out: it asks for no pause. */
  readonly waitMs?: number | null
  /** It nears its limit, or holds answers back already: fewer requests at once. */
  readonly strain?: 'near' | 'held_back'
  /** Its own count: how fast it refills, how many requests it holds at most, how many are left. */
  readonly refill?: { readonly perSecond: number; readonly burst: number; readonly remaining: number }
}

/** Keeps the types of the settings and credentials. */
export const defineConnector = <Settings extends TSchema, Credentials extends TSchema>(
  connector: Connector<Settings, Credentials>,
): Connector<Settings, Credentials> => connector
