import type { JiraSite } from './site.ts'
import type { Worklog } from './site-records.ts'

/** Time a person books on an issue. */
export interface NewWorklog {
  readonly issueId: string
  readonly by: string
  readonly seconds: number
  /** When the work began; so that it ends now, when not given. */
  readonly startedMs?: number
  readonly comment?: string
}

export function buildWorklog(site: JiraSite, input: NewWorklog, byAccountId: string): Worklog {
  const atMs = site.clock()
  return {
    id: String(++site.data.counters.worklog),
    issueId: input.issueId,
    authorId: byAccountId,
    updateAuthorId: byAccountId,
    startedMs: input.startedMs ?? atMs - input.seconds * 1000,
    createdMs: atMs,
    updatedMs: atMs,
    seconds: input.seconds,
    comment: input.comment ?? '',
  }
}
