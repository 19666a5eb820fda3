import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Connector, Source } from '../../connectors/connector.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { ChannelKind, Channels } from '../delivery/channel.ts'
import type { ObtainedAccess } from '../store/access/connection-access.ts'
import type { StoredConnection } from '../store/access/connections.ts'
import type { Sealer } from '../store/access/sealed.ts'
import type { Queryable } from '../store/database.ts'

/** Settings and credentials as a person entered them, in the shape that the connector asks for. */
export interface ConnectionInput {
  readonly settings: unknown
  readonly credentials: unknown
}

export interface Trial {
  readonly source: Source
  /** What was obtained with the credentials and has to be stored with them, as it may have used them up. */
  readonly seal: (connectionId: string) => ObtainedAccess | null
}

/** What the process gives the API; nothing else reaches it. */
export interface Dependencies {
  readonly db: Queryable
  readonly connectors: ReadonlyMap<string, Connector>
  readonly sealer: Sealer
  readonly channelKinds: ReadonlyMap<string, ChannelKind>
  readonly channels: Pick<Channels, 'send'>
  /** Rings the queue's doorbell: what is due stands in Postgres already. */
  readonly ring: Queue['enqueue']
  /** Opens a stored connection for a person who asks, even if it is suspended; the caller closes it. */
  readonly openSource: (connectionId: string) => Promise<Source>
  /** Opens a tracker with what a person has entered, before it is stored; the caller closes it. */
  readonly openTrial: (
    connector: Connector,
    input: ConnectionInput,
    signal: AbortSignal,
    stored?: StoredConnection,
  ) => Promise<Trial>
  /** How trackers and people reach this service, without a slash at the end. Asked once it listens. */
  readonly publicUrl: () => string
  /** Where the built dashboard is; null when it is not built. */
  readonly webFolder: string | null
  readonly now: () => Date
  readonly log: FastifyBaseLogger
  /** Throws unless the queue takes jobs now. */
  readonly queueReady: () => Promise<void>
}

/** The application as routes see it: handlers get the types of their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
