import type { Issue, Version } from './site-records.ts'

/** A version to come; `version` is there from the day it was created. */
export interface PlannedVersion {
  /** The date it has now, after all moves. */
  readonly finalMs: number
  /** The date it was created with. */
  readonly firstDay: string
  version: Version | null
}

/** An epic to come, in the same way. */
export interface PlannedEpic {
  issue: Issue | null
}
