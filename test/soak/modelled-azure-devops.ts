import { latestRevision } from '../../demo/azure-devops/look-up.ts'
import { type Organization, openOrganization } from '../../demo/azure-devops/organization.ts'
import type { OrganizationState } from '../../demo/azure-devops/organization-state.ts'
import { type AzureDevOpsStandInOptions, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import type { Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { createSmallOrganization } from '../flows/small-trackers.ts'
import { listAzureDevOpsEdits } from './azure-devops-edits.ts'
import { describeAzureDevOps } from './azure-devops-truth.ts'
import { COMMON_FAULTS, type JsonObject, type ModelFault } from './model-faults.ts'
import { BEGINNING, type Clock, type ModelledTracker } from './modelled-tracker.ts'

const FEED = /reporting/
const withoutToken = ({ values }: JsonObject): JsonObject => ({ values, isLastBatch: false })

const AZURE_DEVOPS_FAULTS: readonly ModelFault[] = [
  ...COMMON_FAULTS,
  { name: 'a feed without token and without end', request: FEED, fault: 'rewritten', rewrite: withoutToken },
  {
    name: 'a feed that gives its token again',
    request: FEED,
    fault: 'rewritten',
    rewrite: (answer, token) => ({ ...withoutToken(answer), continuationToken: token ?? '' }),
  },
  {
    name: 'a feed that says all twice',
    request: FEED,
    fault: 'rewritten',
    rewrite: answer => ({ ...answer, values: [answer.values, answer.values].flat() }),
  },
  { name: 'a feed whose token has expired', request: /reporting.*continuationToken/, fault: 'status', status: 400 },
  { name: 'a sign-in page with 203', request: /./, fault: 'html_login', status: 203 },
]

export interface AzureDevOpsChoice {
  /** As which product it shows itself. */
  readonly product?: Pick<AzureDevOpsStandInOptions, 'server' | 'refusesReporting'>
  /** How many of its projects are named to be followed; else all are. */
  readonly follows?: number
  readonly items?: number
  /** When the history of the organisation ends. */
  readonly now?: Date
}

/** Generating an organisation takes longer than all that a run does with it, so that each run gets a copy. */
export function prepareAzureDevOps({
  items = 22,
  now = BEGINNING,
  ...choice
}: AzureDevOpsChoice = {}): (clock: Clock) => Promise<ModelledTracker> {
  const state = cutOrganization(items, now)
  return clock => startModelledAzureDevOps(state, clock, choice)
}

/** Three projects with few sprints and few items. */
function cutOrganization(items: number, now: Date): OrganizationState {
  const { state } = createSmallOrganization(items, DEMO_SEED, now)
  const used = new Set(state.workItems.flatMap(({ revisions }) => revisions.map(({ iterationId }) => iterationId)))
  const named = new Set(state.teams.map(({ backlogIterationId }) => backlogIterationId))
  const isKept = ({ id, startDate }: OrganizationState['nodes'][number]): boolean =>
    startDate === undefined || used.has(id) || named.has(id) || id % 5 === 0
  const nodes = state.nodes.filter(isKept)
  const kept = new Set(nodes.map(({ id }) => id))
  const teams = state.teams.map(team => ({
    ...team,
    iterationIds: team.iterationIds.filter(id => kept.has(id)),
    capacities: team.capacities.filter(({ iterationId }) => kept.has(iterationId)),
    daysOff: team.daysOff.filter(({ iterationId }) => kept.has(iterationId)),
  }))
  return { ...state, nodes, teams }
}

async function startModelledAzureDevOps(
  prepared: OrganizationState,
  clock: Clock,
  { product = {}, follows: count }: AzureDevOpsChoice,
): Promise<ModelledTracker> {
  const organization = openOrganization(structuredClone(prepared))
  const follows = count === undefined ? undefined : prepared.projects.slice(0, count).map(({ id }) => id)
  const standIn = await startAzureDevOpsStandIn({
    organization,
    personalAccessToken: 'good',
    pageSize: 40,
    now: () => new Date(clock.ms),
    ...product,
  })
  const sinceMs = clock.ms
  let deliveries: (readonly Touch[])[] = []
  organization.listeners.add(({ item, by }) => {
    deliveries.push([{ kind: 'work_item', externalId: String(item.id), byPersonId: by }])
  })
  const deleted = new Set<string>()
  const listeners = new Set<(page: string | null) => void>()
  const hear = (): void =>
    standIn.faults.add({
      match: ({ path }) => {
        for (const listener of listeners) listener(FEED.test(path) ? path : null)
        return false
      },
      fault: 'status',
    })
  hear()
  return {
    kind: 'azure-devops',
    settings: { baseUrl: standIn.url, ...(follows && { projects: follows }) },
    credentials: { type: 'personal-access-token', token: 'good' },
    edits: listEdits(organization, clock, follows !== undefined),
    observe: () => {
      for (const item of organization.state.workItems) if (item.deletion !== null) deleted.add(String(item.id))
    },
    takeDeliveries: () => {
      const taken = deliveries
      deliveries = []
      return taken
    },
    settleWebhooks: standIn.settleHooks,
    faults: AZURE_DEVOPS_FAULTS,
    breakAnswers: ({ fault, rewrite, request, name: _, ...rest }, nth, times) => {
      if (fault === 'anonymous') {
        standIn.faults.add({
          match: ({ headers }) => {
            if (nth-- <= 1 && nth > -times) Reflect.deleteProperty(headers, 'authorization')
            return false
          },
          fault: 'status',
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
              rewrite: (payload, { path }) =>
                JSON.stringify(
                  rewrite(JSON.parse(payload), new URL(path, standIn.url).searchParams.get('continuationToken')),
                ),
            }),
      })
    },
    listen: onRequest => {
      listeners.add(onRequest)
    },
    // Its feeds go by watermark and do not run behind.
    lag: () => {},
    repair: () => {
      standIn.faults.clear()
      listeners.clear()
      hear()
    },
    truth: () => describeAzureDevOps(organization, { sinceMs, tellsLinks: product.refusesReporting !== true, follows }),
    wasNeverDeleted: (kind, externalId) => {
      if (kind === 'iteration') return organization.state.nodes.some(({ id }) => String(id) === externalId)
      if (kind !== 'work_item') return false
      const item = organization.index.itemsById.get(Number(externalId))
      return item !== undefined && !deleted.has(externalId) && latestRevision(item).rev > 0
    },
    close: standIn.close,
  }
}

/** A named project that is hidden is a mistake in the settings, and a person is asked. */
function listEdits(organization: Organization, clock: Clock, areNamed: boolean): ModelledTracker['edits'] {
  const { 'hide a project': hide, ...edits } = listAzureDevOpsEdits(organization, clock)
  return areNamed || hide === undefined ? edits : { ...edits, 'hide a project': hide }
}
