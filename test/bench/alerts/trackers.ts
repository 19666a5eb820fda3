import { setTimeout as pause } from 'node:timers/promises'
import { openSyntheticAzureDevOps } from '../azure-devops-tracker.ts'
import { answerQuestions } from '../child.ts'
import { openSyntheticJira } from '../jira-tracker.ts'
import type { SyntheticTracker, TrackerKind } from '../synthetic-tracker.ts'
import { measureUsage } from '../usage.ts'

/** The process of both trackers: people edit them there, and their own webhooks tell of it. */
const trackers = new Map<TrackerKind, SyntheticTracker>()
const opened = (kind: TrackerKind): SyntheticTracker => {
  const tracker = trackers.get(kind)
  if (tracker === undefined) throw new Error(`${kind} has not been opened`)
  return tracker
}
/** So many webhooks of a bulk edit are on their way at once. */
const BULK_AT_ONCE = 50

answerQuestions(
  {
    open: async ({ items }: { readonly items: number }) => {
      trackers.set('jira', await openSyntheticJira(items))
      trackers.set('azure-devops', await openSyntheticAzureDevOps(items))
      for (const { edits } of trackers.values()) edits.plan()
      return Object.fromEntries([...trackers].map(([kind, { address }]) => [kind, address]))
    },
    /** When it was. */
    move: (move: { readonly kind: TrackerKind; readonly externalId: string; readonly byDays: number }) => {
      const atMs = Date.now()
      opened(move.kind).edits.move(move.externalId, move.byDays)
      return atMs
    },
    /** People edit items of both trackers, so many a second; how many it were. */
    load: async ({ perSecond, seconds }: { readonly perSecond: number; readonly seconds: number }) => {
      const startedMs = performance.now()
      const total = perSecond * seconds
      for (let edited = 0; edited < total; edited += 1) {
        const aheadMs = (edited / perSecond) * 1000 - (performance.now() - startedMs)
        if (aheadMs > 5) await pause(aheadMs)
        // Where the machine does not keep up, requests are answered in between all the same.
        else if (edited % 10 === 0) await pause(0)
        const { edits } = opened(edited % 2 === 0 ? 'jira' : 'azure-devops')
        edits.retitle((edited * 7_919) % edits.countItems(), `Edited ${edited} of ${total}`)
      }
      return total / ((performance.now() - startedMs) / 1000)
    },
    /** Somebody edits all items of a tracker at once; how many. */
    bulk: async ({ kind, title }: { readonly kind: TrackerKind; readonly title: string }) => {
      const { edits } = opened(kind)
      for (let nth = 0; nth < edits.countItems(); nth += 1) {
        edits.retitle(nth, title)
        if (nth % BULK_AT_ONCE === BULK_AT_ONCE - 1) await edits.settle()
      }
      await edits.settle()
      return edits.countItems()
    },
    /** Requests since the last time. */
    requests: ({ kind }: { readonly kind: TrackerKind }) =>
      opened(kind)
        .server.requests.splice(0)
        .map(({ method, path }) => `${method} ${path}`),
    usage: measureUsage,
  },
  async () => {
    for (const { close } of trackers.values()) await close()
  },
)
