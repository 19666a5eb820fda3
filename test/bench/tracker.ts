import { openSyntheticAzureDevOps } from './azure-devops-tracker.ts'
import { answerQuestions } from './child.ts'
import { openSyntheticJira } from './jira-tracker.ts'
import { countRequests } from './request-class.ts'
import type { SyntheticTracker, TrackerKind } from './synthetic-tracker.ts'

/** The process of one synthetic tracker; its memory and CPU time are nobody's concern, as long as it is not waited for. */
const OPENERS: Readonly<Record<TrackerKind, (items: number) => Promise<SyntheticTracker>>> = {
  jira: openSyntheticJira,
  'azure-devops': openSyntheticAzureDevOps,
}

let tracker: SyntheticTracker | null = null
const opened = (): SyntheticTracker => {
  if (tracker === null) throw new Error('the tracker has not been opened')
  return tracker
}

answerQuestions(
  {
    open: async ({ kind, items }: { readonly kind: TrackerKind; readonly items: number }) => {
      tracker = await OPENERS[kind](items)
      return tracker.address
    },
    prepare: () => opened().answers.prepare(),
    truth: () => opened().countTruth(),
    change: () => {
      const changed = opened().changeOnePercent()
      opened().answers.forget()
      return changed
    },
    delay: ({ latencyMs }: { readonly latencyMs: number }) => {
      opened().server.latencyMs = latencyMs
    },
    /** What was asked since the last time, and the first body of each endpoint. */
    requests: () => {
      const requests = opened().server.requests.splice(0)
      const bodies = Object.fromEntries(requests.toReversed().map(({ path, body }) => [path, body]))
      return { counts: countRequests(requests), bodies }
    },
  },
  async () => tracker?.close(),
)
