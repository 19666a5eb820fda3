import {
  addCompletedWork,
  changeType,
  createWorkItem,
  deleteWorkItem,
  destroyWorkItem,
  editWorkItem,
  moveTargetDate,
  moveToProject,
  restoreWorkItem,
} from '../../demo/azure-devops/edits.ts'
import { addLink, moveToParent, removeLink } from '../../demo/azure-devops/link-edits.ts'
import { latestRevision, loadRootNode, pathOfNode, projectOfRevision } from '../../demo/azure-devops/look-up.ts'
import { listAzureDevOpsOracle } from '../../demo/azure-devops/oracle.ts'
import type { Organization } from '../../demo/azure-devops/organization.ts'
import { DEPENDENCY, HIERARCHY, RELATED } from '../../demo/azure-devops/organization-index.ts'
import type { WorkItem } from '../../demo/azure-devops/organization-state.ts'
import {
  editIterationDates,
  removeProjectPermission,
  restoreProjectPermission,
} from '../../demo/azure-devops/project-edits.ts'
import { type AzureDevOpsStandInOptions, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import type { Random } from '../../demo/random.ts'
import type { Touch } from '../../src/store/sync/webhook-deliveries.ts'
import {
  doOne,
  EDITED_FROM,
  type EditedClock,
  type EditedTracker,
  REAL_CLOCK,
  someDay,
  startEditedClock,
} from './edited-tracker.ts'
import { createSmallOrganization } from './small-trackers.ts'

export const startEditedAzureDevOps = (seed: number): Promise<EditedTracker> =>
  editAzureDevOps(createSmallOrganization(170, seed, EDITED_FROM), {}, startEditedClock())

/** The organisation, or as which product it shows itself, is the caller's choice. */
export async function editAzureDevOps(
  organization: Organization,
  product: Pick<AzureDevOpsStandInOptions, 'server' | 'refusesReporting'> = {},
  { now, moveOn }: EditedClock = REAL_CLOCK,
): Promise<EditedTracker> {
  const standIn = await startAzureDevOpsStandIn({
    organization,
    personalAccessToken: 'good',
    pageSize: 400,
    now,
    ...product,
  })
  const [first] = organization.state.projects
  if (first === undefined) throw new Error('no project')
  let deliveries: (readonly Touch[])[] = []
  organization.listeners.add(({ item, by }) => {
    deliveries.push([{ kind: 'work_item', externalId: String(item.id), byPersonId: by }])
  })
  return {
    kind: 'azure-devops',
    url: standIn.url,
    now,
    credentials: { type: 'personal-access-token', token: 'good' },
    tellsReleaseMoves: true,
    edit: random => {
      moveOn(random)
      return doOne(random, listEdits(organization, random, now()))
    },
    takeDeliveries: () => {
      const taken = deliveries
      deliveries = []
      return taken
    },
    deleteSilently: (random, count) =>
      Array.from({ length: count }, () => {
        const { id } = random.pick(listLive(organization).filter(item => isLeaf(organization, item)))
        destroyWorkItem(organization, id)
        return String(id)
      }),
    hideProject: () => {
      removeProjectPermission(organization, first.id)
      return listLive(organization)
        .filter(item => projectOfRevision(organization, latestRevision(item)) === first)
        .map(({ id }) => String(id))
    },
    showProject: () => restoreProjectPermission(organization, first.id),
    listOracle: () => listAzureDevOpsOracle(organization),
    close: standIn.close,
  }
}

const listLive = ({ state }: Organization): readonly WorkItem[] =>
  state.workItems.filter(({ deletion }) => deletion === null)

/** The children of a destroyed item are told nothing about it. */
const isLeaf = ({ index }: Organization, { id }: WorkItem): boolean =>
  [...(index.linksByItem.get(id)?.values() ?? [])].every(({ rel, sourceId }) => rel !== HIERARCHY || sourceId !== id)

function listEdits(organization: Organization, random: Random, at: Date): Readonly<Record<string, () => unknown>> {
  const { state } = organization
  const stamp = { by: random.pick(state.people).id, at }
  const live = listLive(organization)
  const item = random.pick(live)
  const last = latestRevision(item)
  const project = projectOfRevision(organization, last)
  const edit = (fields: Parameters<typeof editWorkItem>[1]['fields']) =>
    editWorkItem(organization, { id: item.id, ...stamp, fields })
  const iterations = state.nodes.filter(node => node.structureType === 'iteration' && node.projectId === project.id)
  const links = [...organization.index.linksByItem.values()].flatMap(each => [...each.values()])
  const others = live.filter(({ id }) => id !== item.id)
  const type = project.types.find(({ name }) => name === last.type)
  return {
    'change the state': () => (type === undefined ? null : edit({ 'System.State': random.pick(type.states).name })),
    'change several things': () =>
      edit({
        'System.Title': `Renamed ${random.between(1, 1_000)} \u{1f600}`,
        'System.AssignedTo': random.chance(0.3) ? null : random.pick(state.people).email,
        'Microsoft.VSTS.Common.Priority': random.between(1, 4),
      }),
    'change the iteration': () =>
      edit({ 'System.IterationPath': pathOfNode(organization, random.pick(iterations).id) }),
    'move a date twice in one day': () => {
      moveTargetDate(organization, { id: item.id, ...stamp, to: someDay(random) })
      moveTargetDate(organization, { id: item.id, ...stamp, to: someDay(random) })
    },
    'take a date away': () => edit({ 'Microsoft.VSTS.Scheduling.TargetDate': null }),
    'add hours': () => addCompletedWork(organization, { id: item.id, ...stamp, hours: random.between(1, 8) }),
    'correct hours': () => addCompletedWork(organization, { id: item.id, ...stamp, hours: -1 }),
    'create an item': () =>
      createWorkItem(organization, {
        project: project.id,
        type: last.type,
        ...stamp,
        fields: { 'System.Title': 'Something new' },
      }),
    'move an item to another project': () =>
      moveToProject(organization, { id: item.id, ...stamp, project: random.pick(state.projects).id }),
    'change the type': () => changeType(organization, { id: item.id, ...stamp, type: random.pick(project.types).name }),
    'delete an item': () => deleteWorkItem(organization, { id: item.id, ...stamp }),
    'restore an item': () => {
      const deleted = state.workItems.filter(({ deletion }) => deletion !== null)
      return deleted.length === 0 ? null : restoreWorkItem(organization, { id: random.pick(deleted).id, ...stamp })
    },
    'link items': () => {
      const targetId = random.pick(others).id
      const rel = random.pick([DEPENDENCY, RELATED])
      const isThere = links.some(
        link => link.rel === rel && [link.sourceId, link.targetId].every(id => id === item.id || id === targetId),
      )
      return isThere ? null : addLink(organization, { rel, sourceId: item.id, targetId, ...stamp })
    },
    'unlink items': () => {
      const chosen = links.filter(link => link.rel !== HIERARCHY)
      if (chosen.length === 0) return null
      const { rel, sourceId, targetId } = random.pick(chosen)
      return removeLink(organization, { rel, sourceId, targetId, ...stamp })
    },
    'change the parent': () => {
      const parents = others.filter(other => !isLeaf(organization, other))
      return parents.length === 0 || !isLeaf(organization, item)
        ? null
        : moveToParent(organization, { id: item.id, parentId: random.pick(parents).id, ...stamp })
    },
    'change the days of an iteration': () => {
      const { identifier, startDate } = random.pick(iterations)
      if (startDate === undefined || identifier === loadRootNode(organization, project, 'iteration').identifier)
        return null
      return editIterationDates(organization, {
        iteration: identifier,
        startDate: startDate.slice(0, 10),
        finishDate: someDay(random),
      })
    },
  }
}
