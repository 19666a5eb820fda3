import type { Socket } from 'node:net'
import type { Static, TSchema } from 'typebox'
import type { AlertDetails, AlertKind, Severity } from '../portfolio/alert/alert.ts'

/** What happened to one alert; enough to write of it for any medium. */
export interface AlertMessage {
  /** Equal over retries, so that a receiver can drop what it has. */
  readonly id: string
  readonly change: 'opened' | 'worsened' | 'reminded' | 'escalated' | 'resolved'
  readonly at: string
  readonly alertId: string
  readonly kind: AlertKind
  readonly severity: Severity
  /** Null: it is about a connection (`tracker`) or a channel. */
  readonly initiative: string | null
  /** Items behind it, as the tracker names them. */
  readonly drivers: readonly { readonly key: string; readonly title: string; readonly url: string | null }[]
  /** Who answers for the initiative, as the PMO wrote it. */
  readonly owner: string | null
  readonly openedAt: string
  /** Null: it is about the initiative. */
  readonly milestone: string | null
  readonly tracker: string | null
  /** The channel it is about. */
  readonly channel: string | null
  /** Of what the milestone's date is taken from, in the tracker. */
  readonly url: string | null
  readonly by: string | null
  readonly details: AlertDetails
}

/** One message through one channel: of one alert, of several at once, or of none, to try the channel. */
export interface Notice {
  /** Equal over retries. */
  readonly id: string
  readonly at: string
  readonly title: string
  readonly entries: readonly AlertMessage[]
}

/**
 * A way for a notice to leave. `send` returns when the receiver has taken it and throws a NotTakenError when not; where it
 * was taken for some of its readers only, it returns a sentence that says so.
 */
export interface Channel {
  readonly send: (notice: Notice) => Promise<string | undefined>
}

export interface Posted {
  readonly status: number
  readonly retryAfter: string | null
  /** How a refusal begins, to look for codes in. It is not repeated to anybody: an address may lead to a stranger. */
  readonly refusal: string
}

/** What leads outside; made by the process, which vets the address that a socket uses. */
export interface Outgoing {
  readonly post: (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Posted>
  readonly connect: (host: string, port: number) => Promise<Socket>
}

/** A medium, what a person enters about a place in it, and what is stored of that. */
export interface ChannelKind<Settings extends TSchema = TSchema, Stored extends TSchema = Settings> {
  readonly kind: string
  /** For people. */
  readonly name: string
  readonly settings: Settings
  /** Between two messages, where the receiver asks for it. */
  readonly pauseMs: number
  /** How many changes one message may tell when several are due. */
  readonly mostEntries: number
  readonly signing?: Signing<Settings, Stored>
  readonly open: (settings: Static<Stored>, outgoing: Outgoing) => Channel
}

/** Of a medium whose messages are signed. A secret that was replaced signs as well, until `formerUntil`. */
export interface Signing<Settings extends TSchema, Stored extends TSchema> {
  readonly stored: Stored
  /** Makes the secret that was left out, to be shown once; of a channel that has one, it stays as it was. */
  readonly complete: (
    settings: Static<Settings>,
    former: Static<Stored> | null,
    formerUntil: string,
  ) => WithSecret<Stored>
  /** With another secret. */
  readonly renew: (settings: Static<Stored>, formerUntil: string) => WithSecret<Stored>
}

export interface WithSecret<Stored extends TSchema> {
  readonly settings: Static<Stored>
  readonly secret: string
}

/** Keeps the types of the settings. */
export const defineChannelKind = <Settings extends TSchema, Stored extends TSchema = Settings>(
  kind: ChannelKind<Settings, Stored>,
): ChannelKind => kind as ChannelKind

/** A channel as it is stored. */
export interface SealedChannel {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly sealedSettings: string
}

/** The stored channels; made by the process, which can unseal what they are. */
export interface Channels {
  /** Throws a sentence when the receiver did not take it; returns one when it took it for some only. */
  readonly send: (channel: SealedChannel, notice: Notice) => Promise<string | undefined>
  readonly limitsOf: (kind: string) => Pick<ChannelKind, 'pauseMs' | 'mostEntries'>
}
