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
import {
  findParentId,
  latestRevision,
  loadRootNode,
  pathOfNode,
  projectOfRevision,
} from '../../demo/azure-devops/look-up.ts'
import { createIteration, deleteIteration, renameNode } from '../../demo/azure-devops/node-edits.ts'
import type { Organization } from '../../demo/azure-devops/organization.ts'
import { DEPENDENCY, HIERARCHY, RELATED } from '../../demo/azure-devops/organization-index.ts'
import type { ClassificationNode, LinkChange, WorkItem } from '../../demo/azure-devops/organization-state.ts'
import {
  editIterationDates,
  removeProjectPermission,
  renameProject,
  restoreProjectPermission,
} from '../../demo/azure-devops/project-edits.ts'
import type { Random } from '../../demo/random.ts'
import { someDay } from '../flows/edited-tracker.ts'
import type { Clock } from './modelled-tracker.ts'

const COMPLETED_WORK = 'Microsoft.VSTS.Scheduling.CompletedWork'

/** What the model lets people do in an Azure DevOps organisation. */
export function listAzureDevOpsEdits(
  organization: Organization,
  clock: Clock,
): Readonly<Record<string, (random: Random) => unknown>> {
  const { state, index } = organization
  const someone = (random: Random): string => random.pick(state.people).id
  const word = (random: Random): string => `${random.between(1, 999)} \u{1f600}`
  const live = (): readonly WorkItem[] => state.workItems.filter(({ deletion }) => deletion === null)
  const binned = (): readonly WorkItem[] => state.workItems.filter(({ deletion }) => deletion !== null)
  const projectOf = (item: WorkItem) => projectOfRevision(organization, latestRevision(item))
  const nodesFor = (item: WorkItem, type: ClassificationNode['structureType']): readonly ClassificationNode[] =>
    state.nodes.filter(({ structureType, projectId }) => structureType === type && projectId === projectOf(item).id)
  const sprints = (): readonly ClassificationNode[] =>
    state.nodes.filter(
      ({ structureType, startDate, finishDate }) =>
        structureType === 'iteration' && startDate !== undefined && finishDate !== undefined,
    )
  const onOne =
    <Each>(
      list: () => readonly Each[],
      act: (each: Each, stamp: { readonly by: string; readonly at: Date }, random: Random) => unknown,
    ) =>
    (random: Random): unknown =>
      list().length === 0 ? null : act(random.pick(list()), { by: someone(random), at: new Date(clock.ms) }, random)
  const links = (): readonly LinkChange[] =>
    [...index.linksByItem.values()].flatMap(each => [...each.values()]).filter(({ rel }) => rel !== HIERARCHY)
  const isAbove = (id: number, below: number): boolean => {
    const parent = findParentId(organization, below)
    return parent !== null && (parent === id || isAbove(id, parent))
  }

  return {
    'change the state': onOne(live, (item, stamp, random) => {
      const type = projectOf(item).types.find(({ name }) => name === latestRevision(item).type)
      if (type === undefined) return
      editWorkItem(organization, { id: item.id, ...stamp, fields: { 'System.State': random.pick(type.states).name } })
    }),
    'change several things': onOne(live, ({ id }, stamp, random) =>
      editWorkItem(organization, {
        id,
        ...stamp,
        fields: {
          'System.Title': `Renamed ${word(random)}`,
          'System.AssignedTo': random.chance(0.3) ? null : random.pick(state.people).email,
          'Microsoft.VSTS.Common.Priority': random.between(1, 4),
          'Microsoft.VSTS.Scheduling.StoryPoints': random.chance(0.2) ? null : random.between(1, 13),
        },
      }),
    ),
    'change many items at once': random => {
      const [by, at] = [someone(random), new Date(clock.ms)]
      const email = random.pick(state.people).email
      for (const { id } of live().filter(() => random.chance(0.5)))
        editWorkItem(organization, { id, by, at, fields: { 'System.AssignedTo': email } })
    },
    'change the iteration': onOne(live, (item, stamp, random) => {
      const path = pathOfNode(organization, random.pick(nodesFor(item, 'iteration')).id)
      editWorkItem(organization, { id: item.id, ...stamp, fields: { 'System.IterationPath': path } })
    }),
    'change the area': onOne(live, (item, stamp, random) => {
      const path = pathOfNode(organization, random.pick(nodesFor(item, 'area')).id)
      editWorkItem(organization, { id: item.id, ...stamp, fields: { 'System.AreaPath': path } })
    }),
    'move a date twice at once': onOne(live, ({ id }, stamp, random) => {
      moveTargetDate(organization, { id, ...stamp, to: someDay(random) })
      moveTargetDate(organization, { id, ...stamp, to: someDay(random) })
    }),
    'take a date away': onOne(live, ({ id }, stamp) =>
      editWorkItem(organization, { id, ...stamp, fields: { 'Microsoft.VSTS.Scheduling.TargetDate': null } }),
    ),
    'add hours': onOne(live, ({ id }, stamp, random) =>
      addCompletedWork(organization, { id, ...stamp, hours: random.between(1, 8) }),
    ),
    'correct hours': onOne(live, ({ id }, stamp, random) =>
      addCompletedWork(organization, { id, ...stamp, hours: -random.between(1, 4) / 4 }),
    ),
    'empty the hours': onOne(live, ({ id }, stamp) =>
      editWorkItem(organization, { id, ...stamp, fields: { [COMPLETED_WORK]: null } }),
    ),
    'create an item': random => {
      const project = random.pick(state.projects)
      createWorkItem(organization, {
        project: project.id,
        type: random.pick(project.types).name,
        by: someone(random),
        at: new Date(clock.ms),
        fields: { 'System.Title': `New ${word(random)}`, [COMPLETED_WORK]: random.chance(0.5) ? 2 : null },
      })
    },
    'move an item to another project': onOne(live, (item, stamp, random) => {
      const project = random.pick(state.projects)
      if (project !== projectOf(item)) moveToProject(organization, { id: item.id, ...stamp, project: project.id })
    }),
    'change the type': onOne(live, (item, stamp, random) =>
      changeType(organization, { id: item.id, ...stamp, type: random.pick(projectOf(item).types).name }),
    ),
    'delete an item': onOne(
      () => (live().length > 6 ? live() : []),
      ({ id }, stamp) => deleteWorkItem(organization, { id, ...stamp }),
    ),
    'restore an item': onOne(binned, ({ id }, stamp) => restoreWorkItem(organization, { id, ...stamp })),
    'destroy an item': onOne(
      () => (state.workItems.length > 6 ? state.workItems : []),
      ({ id }) => destroyWorkItem(organization, id),
    ),
    'link items': onOne(live, (item, stamp, random) => {
      const target = random.pick(live())
      const rel = random.pick([DEPENDENCY, RELATED])
      const isThere = links().some(
        link => link.rel === rel && [link.sourceId, link.targetId].every(id => id === item.id || id === target.id),
      )
      if (target !== item && !isThere) addLink(organization, { rel, sourceId: item.id, targetId: target.id, ...stamp })
    }),
    'unlink items': onOne(links, ({ rel, sourceId, targetId }, stamp) =>
      removeLink(organization, { rel, sourceId, targetId, ...stamp }),
    ),
    'change the parent': onOne(live, ({ id }, stamp, random) => {
      const parents = live().filter(other => other.id !== id && !isAbove(id, other.id))
      const parentId = parents.length === 0 ? null : random.pick(parents).id
      const former = findParentId(organization, id)
      if (parentId !== null && parentId !== former) moveToParent(organization, { id, parentId, ...stamp })
    }),
    'take the parent away': onOne(
      () => live().filter(({ id }) => findParentId(organization, id) !== null),
      ({ id }, stamp) => {
        const sourceId = findParentId(organization, id)
        if (sourceId !== null) removeLink(organization, { rel: HIERARCHY, sourceId, targetId: id, ...stamp })
      },
    ),
    'change the days of an iteration': onOne(sprints, ({ identifier, startDate = '' }, _, random) =>
      editIterationDates(organization, {
        iteration: identifier,
        startDate: startDate.slice(0, 10),
        finishDate: someDay(random),
      }),
    ),
    'rename an iteration': onOne(sprints, ({ id }, _, random) =>
      renameNode(organization, { id, name: `S ${word(random)}` }),
    ),
    'rename an area': onOne(
      () => state.nodes.filter(({ structureType, parentId }) => structureType === 'area' && parentId !== null),
      ({ id }, _, random) => renameNode(organization, { id, name: `A ${word(random)}` }),
    ),
    'create an iteration': random =>
      createIteration(organization, {
        project: random.pick(state.projects).id,
        name: `S ${word(random)}`,
        startDate: '2026-12-01',
        finishDate: someDay(random),
      }),
    'delete an iteration': onOne(
      () => sprints().filter(({ id }) => state.nodes.every(({ parentId }) => parentId !== id)),
      ({ id, projectId }, stamp) => {
        const project = state.projects.find(each => each.id === projectId)
        if (project === undefined) return
        deleteIteration(organization, { id, moveTo: loadRootNode(organization, project, 'iteration').id, ...stamp })
      },
    ),
    'rename a project': onOne(
      () => state.projects,
      ({ id }, { at }, random) => renameProject(organization, { project: id, name: `P ${random.between(1, 999)}`, at }),
    ),
    // Who may see none at all is told so, and nothing is read.
    'hide a project': onOne(
      () =>
        state.projects.filter(({ isVisible }, _, all) => isVisible && all.filter(each => each.isVisible).length > 1),
      ({ id }) => removeProjectPermission(organization, id),
    ),
    'show all projects': () => {
      for (const { id } of state.projects) restoreProjectPermission(organization, id)
    },
  }
}
