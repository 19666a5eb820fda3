import type { Stream } from './raw-record.ts'

const MINUTE_S = 60

/**
 * So long a stream rests between two readings when nobody asks, beyond the beat of its connection. What changes rarely costs
 * requests for every project, so it has a slower beat than the work itself; webhooks and passes that a person asks for do not
 * wait for it.
 */
export const STREAM_BEATS_S: Readonly<Record<Stream, number>> = {
  structure: 60 * MINUTE_S,
  iterations: 15 * MINUTE_S,
  releases: 15 * MINUTE_S,
  work_items: 0,
  links: 0,
  worklogs: 0,
  teams: 60 * MINUTE_S,
}
