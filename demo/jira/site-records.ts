/**
 * What one Jira site holds, as plain data that survives JSON. Instants are epoch milliseconds, days are YYYY-MM-DD, ids
 * are the text Jira shows (sprint and board ids are numbers there, so they are numbers here).
 */
export interface Account {
  readonly accountId: string
  readonly displayName: string
  readonly emailAddress: string
  /** People may hide their address; Jira then leaves the property out. */
  readonly emailHidden: boolean
  readonly active: boolean
  readonly timeZone: string
  /** Unknown: closed, and erased by Jira. */
  readonly accountType: 'atlassian' | 'app' | 'unknown'
}

export interface Project {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly leadAccountId: string
  /** Whether the calling account has Browse Projects here. */
  browsable: boolean
  nextIssueNumber: number
}

export interface IssueType {
  readonly id: string
  name: string
  readonly description: string
  readonly hierarchyLevel: number
}

export type StatusCategoryKey = 'undefined' | 'new' | 'indeterminate' | 'done'

export interface Status {
  readonly id: string
  name: string
  category: StatusCategoryKey
}

export interface NamedValue {
  readonly id: string
  readonly name: string
  readonly description: string
}

export interface LinkType {
  readonly id: string
  readonly name: string
  readonly inward: string
  readonly outward: string
}

export interface FieldRecord {
  readonly id: string
  readonly name: string
  readonly navigable: boolean
  readonly clauseNames: readonly string[]
  readonly schema: FieldSchema | null
}

export interface FieldSchema {
  readonly type: string
  readonly items?: string
  readonly system?: string
  readonly custom?: string
  readonly customId?: number
}

export interface Board {
  readonly id: number
  readonly name: string
  readonly type: 'scrum' | 'kanban'
  readonly projectId: string
  readonly columns: readonly { readonly name: string; readonly statusIds: readonly string[] }[]
  readonly estimationFieldId: string | null
}

export interface Sprint {
  readonly id: number
  name: string
  goal: string
  state: 'future' | 'active' | 'closed'
  startMs: number | null
  endMs: number | null
  completeMs: number | null
  readonly createdMs: number
  readonly originBoardId: number
  /** Every board that shows the sprint, the origin board included. */
  readonly boardIds: readonly number[]
}

export interface Version {
  readonly id: string
  readonly projectId: string
  name: string
  description: string
  startDate: string | null
  releaseDate: string | null
  released: boolean
  archived: boolean
}

export interface HistoryItem {
  readonly field: string
  readonly fieldtype: 'jira' | 'custom'
  /** Rows such as Link, Key and IssueParentAssociation come without it. */
  readonly fieldId: string | null
  readonly from: string | null
  readonly fromText: string | null
  readonly to: string | null
  readonly toText: string | null
}

export interface History {
  id: number
  atMs: number
  readonly authorId: string | null
  readonly items: readonly HistoryItem[]
}

export interface Issue {
  readonly id: string
  key: string
  /** Keys the issue had before it was moved; Jira still finds it by them. */
  readonly formerKeys: string[]
  projectId: string
  typeId: string
  statusId: string
  resolutionId: string | null
  priorityId: string | null
  summary: string
  description: string
  labels: readonly string[]
  assigneeId: string | null
  readonly reporterId: string | null
  readonly creatorId: string | null
  parentId: string | null
  sprintIds: readonly number[]
  fixVersionIds: readonly string[]
  affectedVersionIds: readonly string[]
  storyPoints: number | null
  storyPointEstimate: number | null
  originalEstimateSeconds: number | null
  startDate: string | null
  dueDate: string | null
  rank: string
  readonly createdMs: number
  updatedMs: number
  resolvedMs: number | null
  statusCategoryChangedMs: number
  readonly histories: History[]
}

export interface Worklog {
  readonly id: string
  readonly issueId: string
  readonly authorId: string
  updateAuthorId: string
  startedMs: number
  readonly createdMs: number
  updatedMs: number
  seconds: number
  comment: string
}

export interface DeletedWorklog {
  readonly id: string
  readonly deletedMs: number
}

/** The source "blocks" (outward) the destination; the destination "is blocked by" (inward) the source. */
export interface IssueLink {
  readonly id: string
  readonly typeId: string
  readonly sourceId: string
  readonly destinationId: string
}

export interface AuditRecord {
  id: number
  readonly atMs: number
  readonly summary: string
  readonly category: string
  readonly authorId: string
  readonly object: {
    readonly id: string
    readonly name: string
    readonly typeName: string
    readonly parentId: string
    readonly parentName: string
  }
  readonly changes: readonly { readonly field: string; readonly from: string | null; readonly to: string | null }[]
}

export interface RegisteredWebhook {
  readonly id: number
  readonly name: string
  readonly url: string
  readonly events: readonly string[]
  readonly jqlFilter: string
  readonly excludeBody: boolean
  readonly secret: string | null
  enabled: boolean
  readonly createdMs: number
  /** Left out: an administrator's. An app's is signed with the app's secret, and ends. */
  app?: { readonly expiresMs: number }
}

/** A filter that people have saved. */
export interface Filter {
  readonly id: string
  readonly name: string
  jql: string
}

export interface SiteCounters {
  issue: number
  history: number
  worklog: number
  link: number
  version: number
  sprint: number
  audit: number
  webhook: number
  rank: number
}

export interface SiteData {
  readonly name: string
  readonly cloudId: string
  /** The account the API token belongs to. */
  readonly callerAccountId: string
  readonly accounts: Account[]
  readonly projects: Project[]
  readonly issueTypes: IssueType[]
  readonly statuses: Status[]
  readonly resolutions: NamedValue[]
  readonly priorities: NamedValue[]
  readonly fields: FieldRecord[]
  readonly linkTypes: LinkType[]
  readonly boards: Board[]
  readonly sprints: Sprint[]
  readonly versions: Version[]
  readonly issues: Issue[]
  readonly worklogs: Worklog[]
  readonly deletedWorklogs: DeletedWorklog[]
  readonly links: IssueLink[]
  readonly audit: AuditRecord[]
  readonly webhooks: RegisteredWebhook[]
  readonly filters: Filter[]
  readonly counters: SiteCounters
  /** Links an archive names whose other end it does not hold. */
  readonly droppedLinkCount: number
}
