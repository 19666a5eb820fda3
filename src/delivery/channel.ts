import type { AlertDetails, AlertKind, Severity } from '../portfolio/alert.ts'

/** What one message is about; enough to write it for any medium. */
export interface AlertMessage {
  /** Equal over retries, so that a receiver can drop what it has. */
  readonly id: string
  readonly change: 'opened' | 'worsened' | 'resolved'
  readonly at: string
  readonly alertId: string
  readonly kind: AlertKind
  readonly severity: Severity
  readonly initiative: string
  readonly milestone: string
  readonly tracker: string | null
  readonly by: string | null
  readonly details: AlertDetails
}

/** A way for a message to leave. `send` returns when the receiver has taken it and throws a sentence when not. */
export interface Channel {
  readonly send: (message: AlertMessage) => Promise<void>
}

/** Sends bytes to an address; made by the process, which vets the address. Resolves to the receiver's status. */
export type Post = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<number>
