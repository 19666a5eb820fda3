import type { FastAnswers, TrackerServer } from './tracker-server.ts'

export const TRACKER_KINDS = ['jira', 'azure-devops'] as const
export type TrackerKind = (typeof TRACKER_KINDS)[number]

/** What a connection to the tracker needs. */
export interface TrackerAddress {
  readonly settings: { readonly baseUrl: string }
  readonly credentials: Readonly<Record<string, string>>
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
  close(): Promise<void>
}
