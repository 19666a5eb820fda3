import type { FastAnswers, TrackerServer } from './tracker-server.ts'

export const TRACKER_KINDS = ['jira', 'azure-devops'] as const
export type TrackerKind = (typeof TRACKER_KINDS)[number]

/** What a connection to the tracker needs. */
export interface TrackerAddress {
  readonly settings: { readonly baseUrl: string }
  readonly credentials: Readonly<Record<string, string>>
}

export interface TrackerEdits {
  /** Plans all that milestones come from anew, each for a day of its own that is yet to come, and leaves it open. */
  plan(): void
  /** Moves the date of one of them, from the day it was planned for. */
  move(externalId: string, byDays: number): void
  /** Items in the order they were made. */
  countItems(): number
  retitle(nth: number, title: string): void
  /** Until no webhook is on its way any more. */
  settle(): Promise<void>
}

/** What a complete sync must have stored, by what it is counted by. */
export type Truth = Readonly<Record<string, number>>

export interface SyntheticTracker {
  readonly address: TrackerAddress
  readonly server: TrackerServer
  readonly answers: FastAnswers
  countTruth(): Truth
  /** One of a hundred items changes now, in every project; how many. */
  changeOnePercent(): number
  /** What people do to it now, told by its webhooks. */
  readonly edits: TrackerEdits
  close(): Promise<void>
}
