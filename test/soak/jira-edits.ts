import {
  addWorklog,
  closeSprint,
  createIssue,
  createVersion,
  deleteIssue,
  deleteWorklog,
  editIssue,
  editWorklog,
  linkIssues,
  moveIssueToProject,
  moveVersion,
  rankIssue,
  releaseVersion,
  removeProjectPermission,
  restoreProjectPermission,
  startSprint,
  unlinkIssues,
} from '../../demo/jira/edits.ts'
import {
  createSprint,
  deleteSprint,
  deleteVersion,
  editStatus,
  renameIssueType,
  renameSprint,
  renameVersion,
  unreleaseVersion,
} from '../../demo/jira/plan-edits.ts'
import type { JiraSite } from '../../demo/jira/site.ts'
import type { Issue } from '../../demo/jira/site-records.ts'
import type { Random } from '../../demo/random.ts'
import { someDay } from '../flows/edited-tracker.ts'

const DAY_MS = 86_400_000

/** What the model lets people do on a Jira site. */
export function listJiraEdits(site: JiraSite): Readonly<Record<string, (random: Random) => unknown>> {
  const { data } = site
  const someone = (random: Random): string => random.pick(data.accounts).accountId
  const levelOf = (issue: Issue): number => site.issueTypes.get(issue.typeId)?.hierarchyLevel ?? 0
  const ofLevel = (level: number): readonly Issue[] => data.issues.filter(issue => levelOf(issue) === level)
  const word = (random: Random): string => `${random.between(1, 999)} \u{1f600}`
  /** On some issue, by somebody; does nothing where there is none. */
  const onOne =
    <Each>(list: () => readonly Each[], act: (each: Each, by: string, random: Random) => unknown) =>
    (random: Random): unknown =>
      list().length === 0 ? null : act(random.pick(list()), someone(random), random)
  const onIssue = (act: (issue: Issue, by: string, random: Random) => unknown) => onOne(() => data.issues, act)
  const versionsOf = ({ projectId }: Issue) => data.versions.filter(version => version.projectId === projectId)
  const change = ({ id }: Issue, by: string, changes: Parameters<typeof editIssue>[1]['changes']) =>
    editIssue(site, { issueId: id, by, changes })

  return {
    'change the status': onIssue((issue, by, random) => change(issue, by, { statusId: random.pick(data.statuses).id })),
    'change several things': onIssue((issue, by, random) =>
      change(issue, by, {
        assignee: random.chance(0.3) ? null : someone(random),
        estimate: random.chance(0.2) ? null : random.between(1, 13),
        labels: [`l${random.between(1, 5)}`],
        summary: `Renamed ${word(random)}`,
        dueDate: random.chance(0.2) ? null : someDay(random),
      }),
    ),
    'move a date twice at once': onIssue((issue, by, random) => {
      change(issue, by, { dueDate: someDay(random) })
      change(issue, by, { dueDate: someDay(random) })
    }),
    'change many issues at once': random => {
      const by = someone(random)
      const statusId = random.pick(data.statuses).id
      const sprintIds = data.sprints.length === 0 ? [] : [random.pick(data.sprints).id]
      for (const issue of data.issues.filter(() => random.chance(0.5))) change(issue, by, { statusId, sprintIds })
    },
    'rank an issue': onIssue(({ id }, by) => rankIssue(site, { issueId: id, by })),
    'put an issue into a sprint': onIssue((issue, by, random) => {
      if (data.sprints.length === 0) return
      const { id } = random.pick(data.sprints)
      const others = random.chance(0.5) ? issue.sprintIds.filter(each => each !== id) : []
      change(issue, by, { sprintIds: [...others, id] })
    }),
    'take an issue out of its sprints': onIssue((issue, by) => change(issue, by, { sprintIds: [] })),
    'give an issue to versions': onIssue((issue, by, random) =>
      change(issue, by, {
        fixVersionIds: versionsOf(issue)
          .filter(() => random.chance(0.4))
          .map(({ id }) => id),
      }),
    ),
    'change the parent': onOne(
      () => ofLevel(0),
      (issue, by, random) => {
        const epics = ofLevel(1)
        change(issue, by, { parentId: epics.length === 0 || random.chance(0.3) ? null : random.pick(epics).id })
      },
    ),
    'create an issue': random => {
      const level = random.pick(data.issueTypes)
      const stories = ofLevel(0)
      const parent = level.hierarchyLevel === -1 && stories.length > 0 ? random.pick(stories) : null
      if (level.hierarchyLevel === -1 && parent === null) return
      createIssue(site, {
        project: parent?.projectId ?? random.pick(data.projects).id,
        type: level.id,
        summary: `New ${word(random)}`,
        by: someone(random),
        parentId: parent?.id ?? null,
        estimate: random.between(1, 8),
        dueDate: random.chance(0.5) ? someDay(random) : null,
      })
    },
    'move an issue to another project': onOne(
      () => ofLevel(0),
      ({ id, projectId }, by, random) => {
        const project = random.pick(data.projects).id
        if (project !== projectId) moveIssueToProject(site, { issueId: id, project, by })
      },
    ),
    'delete an issue': onOne(
      () => (data.issues.length > 6 ? data.issues : []),
      ({ id }, by) => deleteIssue(site, { issueId: id, by }),
    ),
    'log work': onIssue(({ id }, by, random) =>
      addWorklog(site, { issueId: id, by, seconds: random.between(1, 8) * 3_600 }),
    ),
    'edit a worklog': onOne(
      () => data.worklogs,
      ({ id }, by, random) =>
        editWorklog(site, {
          worklogId: id,
          by,
          seconds: random.between(1, 90) * 60,
          startedMs: site.clock() - random.between(0, 5) * DAY_MS,
        }),
    ),
    'delete a worklog': onOne(
      () => data.worklogs,
      ({ id }, by) => deleteWorklog(site, { worklogId: id, by }),
    ),
    'link issues': onIssue((issue, by, random) => {
      const other = random.pick(data.issues)
      if (other.id === issue.id) return
      linkIssues(site, {
        type: random.pick(data.linkTypes).name,
        sourceId: issue.id,
        destinationId: other.id,
        by,
      })
    }),
    'unlink issues': onOne(
      () => data.links,
      ({ id }, by) => unlinkIssues(site, { linkId: id, by }),
    ),
    'create a version': random =>
      createVersion(site, {
        project: random.pick(data.projects).id,
        name: `V ${word(random)}`,
        releaseDate: random.chance(0.2) ? null : someDay(random),
        by: someone(random),
      }),
    'move a version': onOne(
      () => data.versions,
      ({ id }, by, random) =>
        moveVersion(site, { versionId: id, releaseDate: random.chance(0.1) ? null : someDay(random), by }),
    ),
    'rename a version': onOne(
      () => data.versions,
      ({ id }, by, random) => renameVersion(site, { versionId: id, name: `V ${word(random)}`, by }),
    ),
    'release a version': onOne(
      () => data.versions.filter(({ released }) => !released),
      (version, by, random) => {
        const others = data.versions.filter(({ id, projectId }) => id !== version.id && projectId === version.projectId)
        const moveOpenTo = others.length === 0 || random.chance(0.5) ? {} : { moveOpenTo: random.pick(others).id }
        releaseVersion(site, { versionId: version.id, by, ...moveOpenTo })
      },
    ),
    'unrelease a version': onOne(
      () => data.versions.filter(({ released }) => released),
      ({ id }, by) => unreleaseVersion(site, { versionId: id, by }),
    ),
    'delete a version': onOne(
      () => data.versions,
      (version, by, random) => {
        const others = data.versions.filter(({ id, projectId }) => id !== version.id && projectId === version.projectId)
        const moveTo = others.length === 0 || random.chance(0.5) ? {} : { moveTo: random.pick(others).id }
        deleteVersion(site, { versionId: version.id, by, ...moveTo })
      },
    ),
    'create a sprint': random => {
      const boards = data.boards.filter(({ type }) => type === 'scrum')
      return boards.length === 0
        ? null
        : createSprint(site, { boardId: random.pick(boards).id, name: `S ${word(random)}` })
    },
    'start a sprint': onOne(
      () => data.sprints.filter(({ state }) => state === 'future'),
      ({ id }, _, random) => startSprint(site, { sprintId: id, endMs: site.clock() + random.between(1, 21) * DAY_MS }),
    ),
    'close a sprint': onOne(
      () => data.sprints.filter(({ state }) => state === 'active'),
      ({ id }, by, random) => {
        const others = data.sprints.filter(each => each.id !== id && each.state !== 'closed')
        closeSprint(site, { sprintId: id, by, ...(others.length === 0 ? {} : { moveOpenTo: random.pick(others).id }) })
      },
    ),
    'rename a sprint': onOne(
      () => data.sprints,
      ({ id }, _, random) => renameSprint(site, { sprintId: id, name: `S ${word(random)}`, goal: word(random) }),
    ),
    'delete a sprint': onOne(
      () => (data.sprints.length > 2 ? data.sprints : []),
      ({ id }, by) => deleteSprint(site, { sprintId: id, by }),
    ),
    'rename a status': onOne(
      () => data.statuses,
      ({ id }, _, random) => {
        const category = random.chance(0.5) ? { category: random.pick(['new', 'indeterminate', 'done'] as const) } : {}
        // An issue begins in a status of this category.
        const isLast = data.statuses.every(status => status.category !== 'new' || status.id === id)
        editStatus(site, {
          statusId: id,
          name: random.pick(['Doing', 'QA', 'On hold', 'Rejected']),
          ...(isLast ? {} : category),
        })
      },
    ),
    'rename an issue type': onOne(
      () => data.issueTypes,
      ({ id }, _, random) =>
        renameIssueType(site, { typeId: id, name: random.pick(['Risk', 'Bug', 'Feature', 'Xyz']) }),
    ),
    // Who may browse none at all is told so, and nothing is read.
    'hide a project': onOne(
      () => data.projects.filter(({ browsable }, _, all) => browsable && all.filter(each => each.browsable).length > 1),
      ({ id }) => removeProjectPermission(site, id),
    ),
    'show all projects': () => {
      for (const { id } of data.projects) restoreProjectPermission(site, id)
    },
  }
}
