import type { ArchivedIssue, ArchivedPerson, ArchivedSprint, ArchivedVersion, LoadedProject } from './archive-record.ts'
import { listFields } from './field-catalogue.ts'
import { CALLER_ACCOUNT_ID, callerAccount, deriveAccountId } from './generate-catalogue.ts'
import type { Account, Board, SiteData, Sprint, Status, StatusCategoryKey, Version } from './site-records.ts'

type Catalogue = Omit<
  SiteData,
  | 'issues'
  | 'worklogs'
  | 'deletedWorklogs'
  | 'links'
  | 'audit'
  | 'webhooks'
  | 'filters'
  | 'counters'
  | 'droppedLinkCount'
>

/** Everything an archive names around its issues: people, statuses, types, versions, sprints. */
export function collectCatalogue(archived: readonly LoadedProject[]): Catalogue {
  const issues = archived.flatMap(({ issues }) => issues)
  const fields = issues.map(issue => issue.fields)
  const statuses = byId(
    fields.map(
      ({ status }): Status => ({ id: status.id, name: status.name, category: readCategory(status.statusCategory.key) }),
    ),
  )
  const types = [...archived.flatMap(({ project }) => project.issueTypes), ...fields.map(({ issuetype }) => issuetype)]
  const people = fields
    .flatMap(({ assignee, reporter, creator }) => [assignee, reporter, creator])
    .flatMap(person => person ?? [])
  return {
    name: 'Archive',
    cloudId: '00000000-0000-4000-8000-0000000a7c41',
    callerAccountId: CALLER_ACCOUNT_ID,
    accounts: [...new Map(people.map(person => [person.key, convertPerson(person)])).values(), callerAccount()],
    projects: archived.map(({ project, issues: own }) => ({
      id: project.id,
      key: project.key,
      name: project.name,
      leadAccountId: CALLER_ACCOUNT_ID,
      browsable: true,
      nextIssueNumber: own.reduce((next, issue) => Math.max(next, readNumber(issue) + 1), 1),
    })),
    issueTypes: byId(
      types.map(type => ({
        id: type.id,
        name: type.name,
        description: type.description ?? '',
        hierarchyLevel: type.subtask ? -1 : type.name === 'Epic' ? 1 : 0,
      })),
    ),
    statuses,
    resolutions: byId(fields.flatMap(({ resolution }) => resolution ?? []).map(describe)),
    priorities: byId(fields.flatMap(({ priority }) => priority ?? []).map(describe)),
    fields: listFields(),
    linkTypes: byId(fields.flatMap(({ issuelinks }) => issuelinks ?? []).map(link => link.type)),
    boards: archived.map(({ project }, at) => buildBoard(at + 1, project, statuses)),
    sprints: collectSprints(archived),
    versions: byId(
      archived.flatMap(({ project, issues: own }) =>
        [
          ...own.flatMap(issue => [...(issue.fields.fixVersions ?? []), ...(issue.fields.versions ?? [])]),
          ...project.versions,
        ].map(version => convertVersion(version, project.id)),
      ),
    ),
  }
}

/** The first of each id, in the order of ids. */
function byId<T extends { readonly id: string }>(all: readonly T[]): T[] {
  const first = new Map<string, T>()
  for (const each of all) if (!first.has(each.id)) first.set(each.id, each)
  return [...first.values()].sort((one, other) => Number(one.id) - Number(other.id))
}

const describe = ({ id, name, description = '' }: { id: string; name: string; description?: string }) => ({
  id,
  name,
  description,
})

const readNumber = (issue: ArchivedIssue): number => Number(issue.key.split('-').pop())

function readCategory(key: string): StatusCategoryKey {
  return key === 'new' || key === 'indeterminate' || key === 'done' ? key : 'undefined'
}

/** The archive has no e-mail addresses. */
function convertPerson({ key, displayName, active, timeZone = 'UTC' }: ArchivedPerson): Account {
  return {
    accountId: deriveAccountId(key),
    displayName,
    emailAddress: '',
    emailHidden: true,
    active,
    timeZone,
    accountType: 'atlassian',
  }
}

function convertVersion(version: ArchivedVersion, projectId: string): Version {
  const { id, name, description = '', startDate = null, releaseDate = null, released, archived } = version
  return { id, projectId, name, description, startDate, releaseDate, released, archived }
}

/** Sprints belong to boards the archive does not have; each is shown by the boards of the projects that used it. */
function collectSprints(archived: readonly LoadedProject[]): Sprint[] {
  const sprints = new Map<number, { readonly record: ArchivedSprint; readonly boardIds: Set<number> }>()
  archived.forEach(({ issues }, at) => {
    for (const { fields } of issues) {
      for (const record of [...(fields.closedSprints ?? []), ...(fields.sprint ? [fields.sprint] : [])]) {
        const entry = sprints.get(record.id) ?? { record, boardIds: new Set<number>() }
        entry.boardIds.add(at + 1)
        sprints.set(record.id, entry)
      }
    }
  })
  const readMs = (text: string | undefined): number | null => (text === undefined ? null : Date.parse(text))
  return [...sprints.values()]
    .sort((one, other) => one.record.id - other.record.id)
    .map(({ record, boardIds }) => ({
      id: record.id,
      name: record.name,
      goal: record.goal ?? '',
      state: record.state === 'active' || record.state === 'future' ? record.state : 'closed',
      startMs: readMs(record.startDate),
      endMs: readMs(record.endDate),
      completeMs: readMs(record.completeDate),
      createdMs: readMs(record.startDate) ?? 0,
      originBoardId: record.originBoardId ?? [...boardIds][0] ?? 0,
      boardIds: [...boardIds],
    }))
}

function buildBoard(
  id: number,
  project: { readonly id: string; readonly key: string },
  statuses: readonly Status[],
): Board {
  const column = (name: string, ...categories: StatusCategoryKey[]) => ({
    name,
    statusIds: statuses.filter(status => categories.includes(status.category)).map(status => status.id),
  })
  return {
    id,
    name: `${project.key} board`,
    type: 'scrum',
    projectId: project.id,
    columns: [column('To Do', 'new', 'undefined'), column('In Progress', 'indeterminate'), column('Done', 'done')],
    estimationFieldId: null,
  }
}
