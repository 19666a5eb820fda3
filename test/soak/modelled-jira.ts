import { customFieldIds } from '../../demo/jira/field-catalogue.ts'
import type { JiraProduct } from '../../demo/jira/product.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { openSite } from '../../demo/jira/site.ts'
import type { HistoryItem, SiteData } from '../../demo/jira/site-records.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import type { Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { touchesOf } from '../flows/edited-jira.ts'
import { createSmallSite } from '../flows/small-trackers.ts'
import { listJiraEdits } from './jira-edits.ts'
import { describeJira, observeJira } from './jira-truth.ts'
import { COMMON_FAULTS, type ModelFault } from './model-faults.ts'
import { BEGINNING, type Clock, type ModelledTracker } from './modelled-tracker.ts'
import { createRecorder } from './truth.ts'

const LONGEST_LAG_MS = 12 * 3_600_000

const SEARCH = /search\/jql/

const CLOUD_FAULTS: readonly ModelFault[] = [
  ...COMMON_FAULTS,
  {
    name: 'a search without token and without end',
    request: SEARCH,
    fault: 'rewritten',
    rewrite: ({ issues }) => ({ issues, isLast: false }),
  },
  {
    name: 'a search that gives its token again',
    request: SEARCH,
    fault: 'rewritten',
    rewrite: ({ issues }, token) => ({ issues, nextPageToken: token ?? 'x' }),
  },
  {
    name: 'a search that finds nothing',
    request: SEARCH,
    fault: 'rewritten',
    rewrite: () => ({ issues: [], isLast: true }),
  },
  {
    name: 'a search that says all twice',
    request: SEARCH,
    fault: 'rewritten',
    rewrite: answer => ({ ...answer, issues: [answer.issues, answer.issues].flat() }),
  },
  { name: 'a search whose token has expired', request: SEARCH, fault: 'status', status: 400 },
]

const OFFSET_SEARCH = /\/search$/

const DATA_CENTER_FAULTS: readonly ModelFault[] = [
  ...COMMON_FAULTS,
  {
    name: 'a search that counts more than it lists',
    request: OFFSET_SEARCH,
    fault: 'rewritten',
    rewrite: answer => ({ ...answer, total: Number(answer.total) + 3 }),
  },
  {
    name: 'a search that leaves out its first issue',
    request: OFFSET_SEARCH,
    fault: 'rewritten',
    rewrite: answer => ({ ...answer, issues: [answer.issues].flat().slice(1) }),
  },
  { name: 'a search from an issue that is gone', request: OFFSET_SEARCH, fault: 'status', status: 400 },
]

/** Generating a site takes longer than all that a run does with it, so that each run gets a copy. */
export const prepareDataCenter = (): Start => prepareJira({ product: 'data-center' })

type Start = (clock: Clock) => Promise<ModelledTracker>

export interface JiraChoice {
  readonly product?: JiraProduct
  readonly issuesOfEach?: number
  /** When the site's history ends. */
  readonly now?: Date
  readonly feedLagMs?: number
}

export function prepareJira({
  product = 'cloud',
  issuesOfEach = 7,
  now = BEGINNING,
  feedLagMs,
}: JiraChoice = {}): Start {
  const data = cutSite(issuesOfEach, now)
  return clock => startModelledJira(data, clock, product, feedLagMs)
}

function cutSite(issuesOfEach: number, now: Date): SiteData {
  const { data } = createSmallSite(['WEB', 'OPS', 'MOB'], issuesOfEach, DEMO_SEED, now)
  const kept = {
    sprints: new Set(data.sprints.map(({ id }) => String(id))),
    issues: new Set(data.issues.map(({ id }) => id)),
  }
  for (const issue of data.issues) {
    // Two fields that hold an estimate are the business of other tests.
    issue.storyPointEstimate = null
    for (const history of issue.histories) {
      Object.assign(history, { items: history.items.flatMap(item => cutHistoryItem(item, kept)) })
    }
  }
  const used = new Set(data.issues.flatMap(({ sprintIds }) => sprintIds))
  const sprints = data.sprints.filter(({ id }, at) => used.has(id) || at % 6 === 0)
  return { ...data, sprints }
}

/** A history must end at what is so now: it says nothing of what was cut away. */
function cutHistoryItem(
  item: HistoryItem,
  kept: { readonly sprints: ReadonlySet<string>; readonly issues: ReadonlySet<string> },
): readonly HistoryItem[] {
  if (item.fieldId === customFieldIds.storyPointEstimate) return []
  if (item.field === 'IssueParentAssociation') {
    return [item.from, item.to].every(id => id === null || kept.issues.has(id)) ? [item] : []
  }
  if (item.fieldId !== customFieldIds.sprint) return [item]
  const cut = (ids: string | null): string =>
    (ids ?? '')
      .split(', ')
      .filter(id => kept.sprints.has(id))
      .join(', ')
  return [{ ...item, from: cut(item.from), to: cut(item.to) }]
}

async function startModelledJira(
  prepared: SiteData,
  clock: Clock,
  product: JiraProduct,
  feedLagMs: number | undefined,
): Promise<ModelledTracker> {
  const site = openSite(structuredClone(prepared), () => clock.ms)
  let lagSeed = 0
  const standIn = await startJiraStandIn({
    site,
    product,
    contextPath: product === 'cloud' ? '' : '/jira',
    // So that a reading has several pages.
    limits: product === 'cloud' ? {} : { issuesInSearch: 9 },
    ...(feedLagMs === undefined ? {} : { feedLagMs }),
    indexLagMs: issueId => (lagSeed === 0 ? 0 : ((Number(issueId) * 7_919 * lagSeed) % 1_009) / 1_009) * LONGEST_LAG_MS,
  })
  let deliveries: (readonly Touch[])[] = []
  site.listeners.add(event => {
    deliveries.push(touchesOf(event))
  })
  const sinceMs = clock.ms
  const recorder = createRecorder()
  observeJira(site, recorder)
  const listeners = new Set<(page: string | null) => void>()
  const hear = (): void =>
    standIn.faults.add({
      match: ({ path, body }) => {
        // The feed of worklogs is also asked how long it is, before it is read.
        const isPage = /rest\/api\/\d+\/search(\/jql)?($|\?)/.test(path)
        for (const listener of listeners) listener(isPage ? JSON.stringify([path, body]) : null)
        return false
      },
      fault: 'delay',
    })
  hear()
  return {
    kind: 'jira',
    settings: { baseUrl: standIn.url },
    credentials: standIn.login,
    edits: listJiraEdits(site),
    observe: () => observeJira(site, recorder),
    takeDeliveries: () => {
      const taken = deliveries
      deliveries = []
      return taken
    },
    settleWebhooks: standIn.settleWebhooks,
    faults: product === 'cloud' ? CLOUD_FAULTS : DATA_CENTER_FAULTS,
    breakAnswers: ({ fault, rewrite, request, name: _, ...rest }, nth, times) => {
      if (fault === 'anonymous') {
        standIn.faults.add({
          match: ({ headers }) => {
            if (nth-- <= 1 && nth > -times) Reflect.deleteProperty(headers, 'authorization')
            return false
          },
          fault: 'delay',
        })
        return
      }
      standIn.faults.add({
        ...rest,
        match: ({ method, path }) => request.test(`${method} ${path}`),
        nth,
        times,
        fault,
        ...(rewrite === undefined
          ? {}
          : {
              rewrite: (payload, { body }) =>
                JSON.stringify(
                  rewrite(JSON.parse(payload), (body as { nextPageToken?: string }).nextPageToken ?? null),
                ),
            }),
      })
    },
    listen: onRequest => {
      listeners.add(onRequest)
    },
    lag: seed => {
      lagSeed = seed
    },
    repair: () => {
      standIn.faults.clear()
      listeners.clear()
      hear()
    },
    truth: () => {
      const truth = describeJira(site, recorder, sinceMs)
      // Data Center keeps no history of versions.
      return product === 'cloud'
        ? truth
        : { ...truth, histories: truth.histories.filter(({ kind }) => kind !== 'release') }
    },
    wasNeverDeleted: (kind, externalId) => {
      switch (kind) {
        case 'work_item':
          return site.issues.has(externalId)
        case 'iteration':
          return site.sprints.has(Number(externalId))
        case 'release':
          return site.versions.has(externalId)
        default:
          return site.worklogs.has(externalId)
      }
    },
    close: standIn.close,
  }
}
