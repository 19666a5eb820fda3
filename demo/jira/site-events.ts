import type { HistoryItem, Issue, IssueLink, Sprint, Version, Worklog } from './site-records.ts'

/** A change a person made, as the webhooks tell it. */
export type SiteEvent =
  | {
      readonly type: 'issue'
      readonly name: 'jira:issue_created' | 'jira:issue_updated' | 'jira:issue_deleted'
      readonly kind: string
      readonly issue: Issue
      readonly byAccountId: string
      readonly change: { readonly id: number; readonly items: readonly HistoryItem[] } | null
      readonly atMs: number
    }
  | {
      readonly type: 'version'
      readonly name:
        | 'jira:version_created'
        | 'jira:version_updated'
        | 'jira:version_released'
        | 'jira:version_unreleased'
        | 'jira:version_deleted'
      readonly version: Version
      readonly atMs: number
    }
  | {
      readonly type: 'worklog'
      readonly name: 'worklog_created' | 'worklog_updated' | 'worklog_deleted'
      readonly worklog: Worklog
      readonly atMs: number
    }
  | {
      readonly type: 'link'
      readonly name: 'issuelink_created' | 'issuelink_deleted'
      readonly link: IssueLink
      /** Jira sends the cascade of a deletion in a slower flow. */
      readonly flow: 'Primary' | 'Secondary'
      readonly atMs: number
    }
  | {
      readonly type: 'sprint'
      readonly name: 'sprint_created' | 'sprint_updated' | 'sprint_started' | 'sprint_closed' | 'sprint_deleted'
      readonly sprint: Sprint
      readonly atMs: number
    }
