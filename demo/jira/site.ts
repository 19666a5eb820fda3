import { readFileSync, writeFileSync } from 'node:fs'
import type { SiteEvent } from './site-events.ts'
import type {
  Account,
  Board,
  Issue,
  IssueLink,
  IssueType,
  Project,
  SiteData,
  Sprint,
  Status,
  Version,
  Worklog,
} from './site-records.ts'

/** A state an issue had before a change, kept while the search index may still show it. */
export interface FormerState {
  readonly changedMs: number
  /** null when the issue did not exist before. */
  readonly before: Issue | null
}

/** One Jira site: its data, the indexes over it, and who listens to its changes. */
export interface JiraSite {
  readonly data: SiteData
  readonly accounts: ReadonlyMap<string, Account>
  readonly projects: ReadonlyMap<string, Project>
  readonly issueTypes: ReadonlyMap<string, IssueType>
  readonly statuses: ReadonlyMap<string, Status>
  readonly boards: ReadonlyMap<number, Board>
  readonly sprints: Map<number, Sprint>
  readonly versions: Map<string, Version>
  readonly issues: Map<string, Issue>
  /** Current and former keys, to the id. */
  readonly issueIdsByKey: Map<string, string>
  readonly childIds: Map<string, Set<string>>
  readonly worklogs: Map<string, Worklog>
  readonly worklogsByIssue: Map<string, Worklog[]>
  readonly linksByIssue: Map<string, IssueLink[]>
  readonly formerStates: Map<string, FormerState[]>
  readonly listeners: Set<(event: SiteEvent) => void>
  /** What the site takes for the current time; tests may stop it. */
  clock: () => number
}

export function openSite(data: SiteData, clock: () => number = Date.now): JiraSite {
  const site: JiraSite = {
    data,
    accounts: new Map(data.accounts.map(account => [account.accountId, account])),
    projects: new Map(data.projects.map(project => [project.id, project])),
    issueTypes: new Map(data.issueTypes.map(type => [type.id, type])),
    statuses: new Map(data.statuses.map(status => [status.id, status])),
    boards: new Map(data.boards.map(board => [board.id, board])),
    sprints: new Map(data.sprints.map(sprint => [sprint.id, sprint])),
    versions: new Map(data.versions.map(version => [version.id, version])),
    issues: new Map(),
    issueIdsByKey: new Map(),
    childIds: new Map(),
    worklogs: new Map(data.worklogs.map(worklog => [worklog.id, worklog])),
    worklogsByIssue: new Map(),
    linksByIssue: new Map(),
    formerStates: new Map(),
    listeners: new Set(),
    clock,
  }
  for (const issue of data.issues) indexIssue(site, issue)
  for (const worklog of data.worklogs) append(site.worklogsByIssue, worklog.issueId, worklog)
  for (const link of data.links) indexLink(site, link)
  return site
}

export function saveSite(site: JiraSite, path: string): void {
  writeFileSync(path, JSON.stringify(site.data))
}

export function loadSite(path: string): JiraSite {
  return openSite(JSON.parse(readFileSync(path, 'utf8')) as SiteData)
}

export function indexIssue(site: JiraSite, issue: Issue): void {
  site.issues.set(issue.id, issue)
  for (const key of [issue.key, ...issue.formerKeys]) site.issueIdsByKey.set(key, issue.id)
  if (issue.parentId !== null) addChild(site, issue.parentId, issue.id)
}

/** Takes the issue and its worklogs out of the data and the indexes; its links are forgotten before. */
export function forgetIssue(site: JiraSite, issue: Issue): void {
  for (const worklog of site.worklogsByIssue.get(issue.id) ?? []) {
    removeFrom(site.data.worklogs, worklog)
    site.worklogs.delete(worklog.id)
  }
  removeFrom(site.data.issues, issue)
  if (issue.parentId !== null) site.childIds.get(issue.parentId)?.delete(issue.id)
  for (const key of [issue.key, ...issue.formerKeys]) site.issueIdsByKey.delete(key)
  for (const index of [site.issues, site.childIds, site.worklogsByIssue, site.linksByIssue]) index.delete(issue.id)
}

export function addChild(site: JiraSite, parentId: string, childId: string): void {
  const children = site.childIds.get(parentId)
  if (children) children.add(childId)
  else site.childIds.set(parentId, new Set([childId]))
}

export function indexLink(site: JiraSite, link: IssueLink): void {
  append(site.linksByIssue, link.sourceId, link)
  append(site.linksByIssue, link.destinationId, link)
}

/** Removes the element from the list, in place; the lists of a site are what is saved. */
export function removeFrom<T>(list: T[] | undefined, element: T): void {
  const at = list?.indexOf(element) ?? -1
  if (at >= 0) list?.splice(at, 1)
}

export function append<K, T>(lists: Map<K, T[]>, key: K, element: T): void {
  const list = lists.get(key)
  if (list) list.push(element)
  else lists.set(key, [element])
}

export function loadIssue(site: JiraSite, issueId: string): Issue {
  return found(site.issues.get(issueId), 'issue', issueId)
}

export function loadVersion(site: JiraSite, versionId: string): Version {
  return found(site.versions.get(versionId), 'version', versionId)
}

export function loadProject(site: JiraSite, projectIdOrKey: string): Project {
  const project = findProject(site, projectIdOrKey)
  return found(project, 'project', projectIdOrKey)
}

export function findProject(site: JiraSite, projectIdOrKey: string): Project | undefined {
  return site.projects.get(projectIdOrKey) ?? site.data.projects.find(project => project.key === projectIdOrKey)
}

export function findIssue(site: JiraSite, issueIdOrKey: string): Issue | undefined {
  const byId = site.issues.get(issueIdOrKey)
  if (byId) return byId
  const id = site.issueIdsByKey.get(issueIdOrKey.toUpperCase())
  return id === undefined ? undefined : site.issues.get(id)
}

export function found<T>(thing: T | undefined, kind: string, id: string | number): T {
  if (thing === undefined) throw new Error(`the site has no ${kind} ${id}`)
  return thing
}
