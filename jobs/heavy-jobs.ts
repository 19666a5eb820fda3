import { assessEdited } from './assess-edited.ts'
import type { HeavyJob } from './job.ts'
import { measureForecasts } from './measure-forecasts.ts'
import { tellHistory } from './tell-history.ts'

/** What computes for long, and nobody waits for: run in a thread of its own. */
export const heavyJobs: readonly HeavyJob[] = [assessEdited, measureForecasts, tellHistory]
