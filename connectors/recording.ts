import type { Json, RawRecord, Stream } from '../src/work/raw-record.ts'
import type { FetchedRecord, TouchedRecord } from './connector.ts'

/**
 * What `connectors/KIND/recordings/index.ts` exports as `recordings`: a small site of fictional people in the shape of the
 * real answers. The contract test replays it, undisturbed and disturbed; nothing else reads it. Where one connector reads
 * several products, `otherRecordings` holds a site of each, by the product's name.
 */
export interface Recordings {
  /** The instant every reading takes place, ISO 8601 UTC; the source's clock stands still there. */
  readonly now: string
  /** Valid settings; `baseUrl` names the host that answers unless an exchange says otherwise. */
  readonly settings: { readonly baseUrl: string; readonly [key: string]: Json }
  readonly credentials: { readonly [key: string]: Json }
  /** Texts that must never appear in an error: the token, and every form in which it is sent. */
  readonly secrets: readonly string[]
  /** Each must be refused by the schema. */
  readonly badSettings: readonly Json[]
  readonly badCredentials: readonly Json[]
  /** The first exchange that matches a request answers it, as often as it is asked. */
  readonly exchanges: readonly Exchange[]
  /** References to fetch, and what must come of each. */
  readonly fetches: readonly { readonly ref: TouchedRecord; readonly outcome: FetchedRecord['outcome'] }[]
  /** Listings the recordings hold completely, with the ids each must yield. */
  readonly censuses: readonly {
    readonly stream: Stream
    readonly scopeId: string
    readonly externalIds: readonly string[]
    /** Exchanges that go before the others and cut the listing short, each alone; the census must throw. */
    readonly cuts: readonly (readonly Exchange[])[]
  }[]
  /** Empty where the connector has no webhook. */
  readonly deliveries: readonly RecordedDelivery[]
  /** Raw records whose words (a status, a type, a field, a link type) no rule can know: no meaning may be proposed. */
  readonly unknownWords: readonly RawRecord[]
}

export interface Exchange {
  readonly method: string
  /** Scheme and host, where not those of `settings.baseUrl`. */
  readonly origin?: string
  /** Without query. */
  readonly path: string
  /** Query parameters the request must have; others do not matter. */
  readonly query?: { readonly [name: string]: string }
  /** Properties the request's JSON body must have; others do not matter. */
  readonly body?: { readonly [name: string]: Json }
  /** 200 unless said otherwise. */
  readonly status?: number
  /** Names in lower case; JSON is the content type unless said otherwise. */
  readonly headers?: { readonly [name: string]: string }
  /** A text is sent as it is, everything else as JSON. */
  readonly answer: Json
}

export interface RecordedDelivery {
  /** With the true signature or password in `headers`. */
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  readonly secret: string
  readonly deliveryId: string | null
  readonly touched: readonly TouchedRecord[]
}
