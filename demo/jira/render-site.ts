import type { JiraProduct } from './product.ts'
import { writeUtc, type ZonedClock } from './render-time.ts'
import type { TextForm } from './rich-text.ts'
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
  readonly product: JiraProduct
  /** Where the calls of the platform begin. */
  readonly api: string
  readonly texts: TextForm
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

export function renderStatusCategory({ api }: Rendering, key: StatusCategoryKey): object {
  const { id, name, colorName } = categories[key]
  return { self: `${api}/statuscategory/${id}`, id, key, colorName, name }
}

export function renderStatus(to: Rendering, status: Status): object {
  return {
    self: `${to.api}/status/${status.id}`,
    description: '',
    iconUrl: `${to.baseUrl}/images/icons/statuses/generic.png`,
    name: status.name,
    id: status.id,
    statusCategory: renderStatusCategory(to, status.category),
  }
}

export function renderIssueType({ api, baseUrl, product }: Rendering, type: IssueType): object {
  return {
    self: `${api}/issuetype/${type.id}`,
    id: type.id,
    description: type.description,
    iconUrl: `${baseUrl}/images/icons/issuetypes/${type.id}.svg`,
    name: type.name,
    subtask: type.hierarchyLevel < 0,
    avatarId: 10_300,
    // Data Center marks sub-tasks and nothing else.
    ...(product === 'cloud' ? { hierarchyLevel: type.hierarchyLevel } : {}),
  }
}

/** Cloud shows no key, no name, and no address when it is hidden; Data Center has no account ids. */
export function renderUser({ api, baseUrl, product }: Rendering, account: Account): object {
  const { accountId, displayName, emailAddress, active, timeZone, accountType } = account
  const avatarUrls = Object.fromEntries(
    [48, 24, 16, 32].map(size => [`${size}x${size}`, `${baseUrl}/avatar/${size}`] as const),
  )
  const shown = { avatarUrls, displayName, active, timeZone }
  if (product === 'data-center') {
    const name = emailAddress.split('@', 1)[0] ?? accountId
    return { self: `${api}/user?username=${name}`, name, key: accountId, emailAddress, ...shown, deleted: false }
  }
  return {
    self: `${api}/user?accountId=${encodeURIComponent(accountId)}`,
    accountId,
    ...(account.emailHidden ? {} : { emailAddress }),
    ...shown,
    accountType,
  }
}

export function renderUserById(to: Rendering, accountId: string | null): object | null {
  const account = accountId === null ? undefined : to.site.accounts.get(accountId)
  return account ? renderUser(to, account) : null
}

export function renderProjectRef({ api, baseUrl }: Rendering, project: Project): object {
  return {
    self: `${api}/project/${project.id}`,
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

export function renderPriority({ api, baseUrl }: Rendering, value: NamedValue): object {
  return {
    self: `${api}/priority/${value.id}`,
    iconUrl: `${baseUrl}/images/icons/priorities/${value.id}.svg`,
    name: value.name,
    id: value.id,
  }
}

export function renderResolution({ api }: Rendering, value: NamedValue): object {
  return {
    self: `${api}/resolution/${value.id}`,
    id: value.id,
    description: value.description,
    name: value.name,
  }
}

export function renderLinkType({ api }: Rendering, type: LinkType): object {
  return {
    id: type.id,
    name: type.name,
    inward: type.inward,
    outward: type.outward,
    self: `${api}/issueLinkType/${type.id}`,
  }
}

/** Jira calls a version overdue when it is not released and its day has passed. */
export function renderVersion({ site, api }: Rendering, version: Version): object {
  const { releaseDate, startDate } = version
  const today = new Date(site.clock()).toISOString().slice(0, 10)
  return {
    self: `${api}/version/${version.id}`,
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

export function renderVersionRef({ api }: Rendering, version: Version): object {
  const { id, name, description, archived, released, releaseDate } = version
  return {
    self: `${api}/version/${id}`,
    id,
    description,
    name,
    archived,
    released,
    ...(releaseDate === null ? {} : { releaseDate }),
  }
}

/** As the agile API shows a sprint; future ones have no dates. */
export function renderSprint({ baseUrl, product }: Rendering, sprint: Sprint): object {
  return {
    id: sprint.id,
    self: `${baseUrl}/rest/agile/1.0/sprint/${sprint.id}`,
    state: sprint.state,
    name: sprint.name,
    ...renderSprintDates(sprint),
    createdDate: writeUtc(sprint.createdMs),
    originBoardId: sprint.originBoardId,
    goal: sprint.goal,
    ...(product === 'cloud' ? {} : { autoStartStop: false, synced: false }),
  }
}

/** As the Sprint field of an issue holds it: in Data Center, what Java prints of the object. */
export function renderSprintRef({ product }: Rendering, sprint: Sprint): object | string {
  const { id, name, state, goal, originBoardId, startMs, endMs, completeMs } = sprint
  if (product === 'cloud') return { id, name, state, boardId: originBoardId, goal, ...renderSprintDates(sprint) }
  const date = (ms: number | null): string => (ms === null ? '<null>' : writeUtc(ms))
  const values = [
    ['id', id],
    ['rapidViewId', originBoardId],
    ['state', state.toUpperCase()],
    ['name', name],
    ['startDate', date(startMs)],
    ['endDate', date(endMs)],
    ['completeDate', date(completeMs)],
    ['activatedDate', date(startMs)],
    ['sequence', id],
    ['goal', goal],
  ]
  const text = values.map(([key, value]) => `${key}=${value}`).join(',')
  return `com.atlassian.greenhopper.service.sprint.Sprint@${id.toString(16)}[${text}]`
}

function renderSprintDates({ startMs, endMs, completeMs }: Sprint): object {
  return {
    ...(startMs === null ? {} : { startDate: writeUtc(startMs) }),
    ...(endMs === null ? {} : { endDate: writeUtc(endMs) }),
    ...(completeMs === null ? {} : { completeDate: writeUtc(completeMs) }),
  }
}
