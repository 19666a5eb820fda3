import { addCompletedWork, editWorkItem } from '../../demo/azure-devops/edits.ts'
import { formatDay } from '../../demo/azure-devops/instant.ts'
import { latestRevision } from '../../demo/azure-devops/look-up.ts'
import { type Organization, openOrganization } from '../../demo/azure-devops/organization.ts'
import { DEPENDENCY, HIERARCHY } from '../../demo/azure-devops/organization-index.ts'
import type { Fields, WorkItem } from '../../demo/azure-devops/organization-state.ts'
import {
  appendLinkChange,
  appendRevision,
  appendWorkItem,
  type Change,
  type Stamp,
} from '../../demo/azure-devops/revise.ts'
import { type Random, seededRandom } from '../../demo/random.ts'
import { buildOrganizationState, ITERATIONS_PER_PROJECT, PROJECTS } from './azure-devops-structure.ts'
import { createClock, listStaggered } from './staggered.ts'
import type { Truth } from './synthetic-tracker.ts'
import { writeParagraphs, writeSentence } from './wording.ts'

/** Seven revisions of every item and an eighth of every other one. */
const STEPS = 8
const COMPLETED_WORK = 'Microsoft.VSTS.Scheduling.CompletedWork'

/** An organisation with a life of two years, the same for the same number of items. */
export function generateBenchOrganization(items: number): Organization {
  const organization = openOrganization(buildOrganizationState())
  const random = seededRandom(20_000)
  const clock = createClock(items, STEPS)
  const places = organization.state.projects.map(({ id }) => {
    const nodes = organization.state.nodes.filter(({ projectId }) => projectId === id)
    const idsOf = (type: string): readonly number[] =>
      nodes.filter(({ structureType }) => structureType === type).map(node => node.id)
    return { areas: idsOf('area'), iterations: idsOf('iteration') }
  })
  let event = 0
  for (const { item, step } of listStaggered(items, STEPS)) {
    event += 1
    const stamp = { atMs: clock.at(event), by: random.pick(organization.state.people).id }
    const place = places[item % PROJECTS]
    if (place === undefined) continue
    if (step === 0) begin(organization, item, random, place, stamp)
    else {
      const found = organization.state.workItems[item]
      const change = live(Math.floor(item / PROJECTS), step, random, place, stamp)
      if (found !== undefined && change !== null) appendRevision(organization, found, change, stamp)
    }
  }
  return organization
}

interface Place {
  readonly areas: readonly number[]
  readonly iterations: readonly number[]
}

/** Of each hundred items of a project: an epic, its features, their stories and bugs, and the stories' tasks. */
function describeKind(position: number): { readonly type: string; readonly parentPosition: number | null } {
  const start = position - (position % 100)
  const at = position % 100
  if (at === 0) return { type: 'Epic', parentPosition: null }
  if (at < 5) return { type: 'Feature', parentPosition: start }
  if (at < 30) return { type: 'User Story', parentPosition: start + 1 + (at % 4) }
  if (at < 40) return { type: 'Bug', parentPosition: start + 1 + (at % 4) }
  return { type: 'Task', parentPosition: start + 5 + (at % 25) }
}

function begin(
  organization: Organization,
  item: number,
  random: Random,
  { areas, iterations }: Place,
  stamp: Stamp,
): void {
  const { workItems } = organization.state
  const position = Math.floor(item / PROJECTS)
  const { type, parentPosition } = describeKind(position)
  const fields: Fields = {
    'System.Title': writeSentence(random, random.between(6, 12)),
    'System.Description': `<div>${writeParagraphs(random, random.between(2, 5))}</div>`,
    'System.Tags': `${random.pick(['backend', 'frontend', 'ops', 'docs'])}; ${random.pick(['q1', 'q2', 'q3', 'q4'])}`,
    'Microsoft.VSTS.Common.Priority': random.between(1, 4),
    ...(type === 'Task'
      ? { 'Microsoft.VSTS.Scheduling.OriginalEstimate': 8, 'Microsoft.VSTS.Scheduling.RemainingWork': 8 }
      : { 'Microsoft.VSTS.Scheduling.StoryPoints': random.pick([1, 2, 3, 5, 8]) }),
  }
  const [areaId = 0, ...subAreas] = areas
  const created = appendWorkItem(
    organization,
    {
      type,
      state: 'New',
      areaId: subAreas[position % subAreas.length] ?? areaId,
      iterationId: iterations[0] ?? 0,
      fields,
    },
    stamp,
  )
  const parent = parentPosition === null ? undefined : workItems[parentPosition * PROJECTS + (item % PROJECTS)]
  const link = (rel: string, sourceId: number): void =>
    appendLinkChange(organization, { rel, sourceId, targetId: created.id }, true, stamp)
  if (parent !== undefined) link(HIERARCHY, parent.id)
  const before = workItems[item - PROJECTS]
  if (position % 10 === 3 && before !== undefined) link(DEPENDENCY, before.id)
}

/** The change of one step; null for a step that an item leaves out. */
function live(position: number, step: number, random: Random, { iterations }: Place, stamp: Stamp): Change | null {
  const isTask = describeKind(position).type === 'Task'
  switch (step) {
    case 1: {
      const iterationId = iterations[1 + (position % ITERATIONS_PER_PROJECT)] ?? 0
      return { iterationId, fields: { 'System.AssignedTo': stamp.by } }
    }
    case 2:
      return { state: 'Active' }
    case 3:
      return isTask
        ? { fields: { [COMPLETED_WORK]: 3, 'Microsoft.VSTS.Scheduling.RemainingWork': 5 } }
        : retitle(random)
    case 4:
      return { fields: { 'Microsoft.VSTS.Common.Priority': random.between(1, 4), 'System.Tags': 'planned; checked' } }
    case 5:
      return isTask
        ? { fields: { [COMPLETED_WORK]: 7, 'Microsoft.VSTS.Scheduling.RemainingWork': 1 } }
        : retitle(random)
    case 6:
      return { fields: { 'Microsoft.VSTS.Scheduling.TargetDate': formatDay(stamp.atMs + 30 * 86_400_000) } }
    default:
      return position % 2 === 0 ? { state: 'Closed' } : null
  }
}

const retitle = (random: Random): Change => ({
  fields: { 'System.Title': writeSentence(random, random.between(6, 12)) },
})

/** One of a hundred items of every project is edited now, and half of those get hours. */
export function changeOnePercent(organization: Organization): number {
  const { workItems, people } = organization.state
  const by = people[0]?.id ?? ''
  const changed = workItems.filter((_, index) => Math.floor(index / PROJECTS) % 100 === 7)
  for (const [index, { id }] of changed.entries()) {
    editWorkItem(organization, { id, by, fields: { 'System.Title': `Changed ${index} at ${Date.now()}` } })
    if (index % 2 === 0) addCompletedWork(organization, { id, by, hours: 1.5 })
  }
  return changed.length
}

export function countTruth({ state: { workItems, links, nodes } }: Organization): Truth {
  const sum = (count: (item: WorkItem) => number): number => workItems.reduce((total, item) => total + count(item), 0)
  const active = (rel: string): number => links.filter(link => link.rel === rel && link.isActive).length
  return {
    workItems: workItems.length,
    itemsInState: workItems.length,
    iterations: nodes.filter(({ startDate }) => startDate !== undefined).length,
    links: active(DEPENDENCY),
    parentLinks: active(HIERARCHY),
    revisions: sum(({ revisions }) => revisions.length),
    worklogs: sum(({ revisions }) =>
      countChanges(revisions.flatMap(({ fields }) => fields[COMPLETED_WORK] ?? []).map(Number), 0),
    ),
    stateSpans: sum(({ revisions }) =>
      countChanges(
        revisions.map(({ state }) => state),
        null,
      ),
    ),
  }
}

/** How often the value differs from the one before. */
const countChanges = <T>(values: readonly T[], first: T | null): number =>
  values.filter((value, at) => value !== (at === 0 ? first : values[at - 1])).length

export const wasChangedSince = (item: WorkItem, sinceMs: number): boolean =>
  Date.parse(latestRevision(item).changedDate) >= sinceMs
