import { writeUtc, type ZonedClock } from './render-time.ts'
import type { JiraSite } from './site.ts'
import type {
  Account,
  IssueType,
  LinkType,
  NamedValue,
  Project,
  Sprint,
  Status,
  StatusCategoryKey,
  Version,
} from './site-records.ts'

/** What the renderers need to know about the answer they write into. */
export interface Rendering {
  readonly site: JiraSite
  readonly baseUrl: string
  readonly clock: ZonedClock
}

const categories: Readonly<
  Record<StatusCategoryKey, { readonly id: number; readonly name: string; readonly colorName: string }>
> = {
  undefined: { id: 1, name: 'No Category', colorName: 'medium-gray' },
  new: { id: 2, name: 'To Do', colorName: 'blue-gray' },
  done: { id: 3, name: 'Done', colorName: 'green' },
  indeterminate: { id: 4, name: 'In Progress', colorName: 'yellow' },
}

export const statusCategoryKeys: readonly StatusCategoryKey[] = ['undefined', 'new', 'done', 'indeterminate']

export function renderStatusCategory({ baseUrl }: Rendering, key: StatusCategoryKey): object {
  const { id, name, colorName } = categories[key]
  return { self: `${baseUrl}/rest/api/3/statuscategory/${id}`, id, key, colorName, name }
}

export function renderStatus(to: Rendering, status: Status): object {
  return {
    self: `${to.baseUrl}/rest/api/3/status/${status.id}`,
    description: '',
    iconUrl: `${to.baseUrl}/images/icons/statuses/generic.png`,
    name: status.name,
    id: status.id,
    statusCategory: renderStatusCategory(to, status.category),
  }
}

export function renderIssueType({ baseUrl }: Rendering, type: IssueType): object {
  return {
    self: `${baseUrl}/rest/api/3/issuetype/${type.id}`,
    id: type.id,
    description: type.description,
    iconUrl: `${baseUrl}/images/icons/issuetypes/${type.id}.svg`,
    name: type.name,
    subtask: type.hierarchyLevel < 0,
    avatarId: 10_300,
    hierarchyLevel: type.hierarchyLevel,
  }
}

/** As Cloud shows a person: no key, no name, and no address when it is hidden. */
export function renderUser({ baseUrl }: Rendering, account: Account): object {
  return {
    self: `${baseUrl}/rest/api/3/user?accountId=${encodeURIComponent(account.accountId)}`,
    accountId: account.accountId,
    ...(account.emailHidden ? {} : { emailAddress: account.emailAddress }),
    avatarUrls: {
      '48x48': `${baseUrl}/avatar/48`,
      '24x24': `${baseUrl}/avatar/24`,
      '16x16': `${baseUrl}/avatar/16`,
      '32x32': `${baseUrl}/avatar/32`,
    },
    displayName: account.displayName,
    active: account.active,
    timeZone: account.timeZone,
    accountType: account.accountType,
  }
}

export function renderUserById(to: Rendering, accountId: string | null): object | null {
  const account = accountId === null ? undefined : to.site.accounts.get(accountId)
  return account ? renderUser(to, account) : null
}

export function renderProjectRef({ baseUrl }: Rendering, project: Project): object {
  return {
    self: `${baseUrl}/rest/api/3/project/${project.id}`,
    id: project.id,
    key: project.key,
    name: project.name,
    projectTypeKey: 'software',
    simplified: false,
    avatarUrls: {
      '48x48': `${baseUrl}/project/48`,
      '24x24': `${baseUrl}/project/24`,
      '16x16': `${baseUrl}/project/16`,
      '32x32': `${baseUrl}/project/32`,
    },
  }
}

export function renderProject(to: Rendering, project: Project): object {
  return {
    expand: 'description,lead,issueTypes,url,projectKeys,permissions,insight',
    ...renderProjectRef(to, project),
    style: 'classic',
    isPrivate: false,
    properties: {},
  }
}

export function renderPriority({ baseUrl }: Rendering, value: NamedValue): object {
  return {
    self: `${baseUrl}/rest/api/3/priority/${value.id}`,
    iconUrl: `${baseUrl}/images/icons/priorities/${value.id}.svg`,
    name: value.name,
    id: value.id,
  }
}

export function renderResolution({ baseUrl }: Rendering, value: NamedValue): object {
  return {
    self: `${baseUrl}/rest/api/3/resolution/${value.id}`,
    id: value.id,
    description: value.description,
    name: value.name,
  }
}

export function renderLinkType({ baseUrl }: Rendering, type: LinkType): object {
  return {
    id: type.id,
    name: type.name,
    inward: type.inward,
    outward: type.outward,
    self: `${baseUrl}/rest/api/3/issueLinkType/${type.id}`,
  }
}

/** Jira calls a version overdue when it is not released and its day has passed. */
export function renderVersion({ site, baseUrl }: Rendering, version: Version): object {
  const { releaseDate, startDate } = version
  const today = new Date(site.clock()).toISOString().slice(0, 10)
  return {
    self: `${baseUrl}/rest/api/3/version/${version.id}`,
    id: version.id,
    ...(version.description === '' ? {} : { description: version.description }),
    name: version.name,
    archived: version.archived,
    released: version.released,
    ...(startDate === null ? {} : { startDate }),
    ...(releaseDate === null ? {} : { releaseDate, overdue: !version.released && releaseDate < today }),
    projectId: Number(version.projectId),
  }
}

export function renderVersionRef({ baseUrl }: Rendering, version: Version): object {
  const { id, name, description, archived, released, releaseDate } = version
  return {
    self: `${baseUrl}/rest/api/3/version/${id}`,
    id,
    description,
    name,
    archived,
    released,
    ...(releaseDate === null ? {} : { releaseDate }),
  }
}

/** As the agile API shows a sprint; future ones have no dates. */
export function renderSprint({ baseUrl }: Rendering, sprint: Sprint): object {
  return {
    id: sprint.id,
    self: `${baseUrl}/rest/agile/1.0/sprint/${sprint.id}`,
    state: sprint.state,
    name: sprint.name,
    ...renderSprintDates(sprint),
    createdDate: writeUtc(sprint.createdMs),
    originBoardId: sprint.originBoardId,
    goal: sprint.goal,
  }
}

/** As the Sprint field of an issue holds it. */
export function renderSprintRef(sprint: Sprint): object {
  const { id, name, state, goal } = sprint
  return { id, name, state, boardId: sprint.originBoardId, goal, ...renderSprintDates(sprint) }
}

function renderSprintDates({ startMs, endMs, completeMs }: Sprint): object {
  return {
    ...(startMs === null ? {} : { startDate: writeUtc(startMs) }),
    ...(endMs === null ? {} : { endDate: writeUtc(endMs) }),
    ...(completeMs === null ? {} : { completeDate: writeUtc(completeMs) }),
  }
}
