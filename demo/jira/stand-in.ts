import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify'
import { JiraError } from './jira-error.ts'
import type { Asker } from './jql-match.ts'
import type { JiraProduct } from './product.ts'
import type { Rendering } from './render-site.ts'
import type { IndexLag } from './search-index.ts'
import type { JiraSite } from './site.ts'
import { findIssue, findProject } from './site.ts'
import type { Account, Board, Issue, Project, Sprint } from './site-records.ts'

export type JiraApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What every route of the stand-in works with. */
export interface StandIn {
  readonly site: JiraSite
  readonly feedLagMs: number
  readonly indexLagMs: IndexLag
  readonly rendering: () => Rendering
  readonly product: JiraProduct
  /** Path of the platform's calls. */
  readonly api: string
  readonly limits: AnswerLimits
  /** The account behind the request's credentials; null for none, and for wrong ones. */
  readonly findCaller: (request: FastifyRequest) => Account | null
  /** Whether the request comes from the app that people have consented to. */
  readonly isApp: (request: FastifyRequest) => boolean
  readonly webhooks: WebhookSetting
}

export interface WebhookSetting {
  /** Whether the account is an administrator of Jira. */
  readonly administers: boolean
  /** Whether the app has the scope for webhooks. */
  readonly appMayRegister: boolean
  /** Whether apps are told of issues and comments only, as it is documented. */
  readonly tellsAppsOfIssuesOnly: boolean
  /** Of Data Center: 10 has moved the interface of webhooks, and signs them; 9 does not. */
  readonly majorVersion: 9 | 10
}

/** Where answers are cut: in Data Center an administrator may choose, and versions differ. */
export interface AnswerLimits {
  /** `jira.search.views.default.max` */
  readonly issuesInSearch: number
  /** Histories that come with an issue in a search; the newest. */
  readonly historiesInSearch: number
  /** Histories that come with an issue asked for by itself. */
  readonly historiesOfIssue: number
}

export function requireCaller(standIn: StandIn, request: FastifyRequest): Account {
  const caller = standIn.findCaller(request)
  if (!caller) throw new JiraError(401, ['Client must be authenticated to access this resource.'])
  return caller
}

export function createAsker(standIn: StandIn, request: FastifyRequest): Asker {
  return {
    site: standIn.site,
    clock: standIn.rendering().clock,
    isAnonymous: standIn.findCaller(request) === null,
    product: standIn.product,
  }
}

export function listVisibleProjects(standIn: StandIn, request: FastifyRequest): Project[] {
  if (!standIn.findCaller(request)) return []
  return standIn.site.data.projects.filter(project => project.browsable)
}

/** Missing and forbidden look the same: 404. */
export function loadVisibleProject(standIn: StandIn, request: FastifyRequest, idOrKey: string): Project {
  const project = findProject(standIn.site, idOrKey)
  if (project?.browsable && standIn.findCaller(request)) return project
  throw new JiraError(404, [`No project could be found with key '${idOrKey}'.`])
}

export function findVisibleIssue(standIn: StandIn, request: FastifyRequest, idOrKey: string): Issue | null {
  const issue = findIssue(standIn.site, idOrKey)
  const isVisible = issue && standIn.findCaller(request) && standIn.site.projects.get(issue.projectId)?.browsable
  return isVisible ? issue : null
}

export function loadVisibleIssue(standIn: StandIn, request: FastifyRequest, idOrKey: string): Issue {
  const issue = findVisibleIssue(standIn, request, idOrKey)
  if (issue) return issue
  throw new JiraError(404, ['Issue does not exist or you do not have permission to see it.'])
}

export function listVisibleBoards(standIn: StandIn, request: FastifyRequest): Board[] {
  const projects = new Set(listVisibleProjects(standIn, request).map(project => project.id))
  return standIn.site.data.boards.filter(board => projects.has(board.projectId))
}

export function loadVisibleBoard(standIn: StandIn, request: FastifyRequest, id: string): Board {
  const board = listVisibleBoards(standIn, request).find(each => String(each.id) === id)
  if (board) return board
  throw new JiraError(404, [`Board does not exist or you do not have permission to see it.`])
}

/** A sprint is listed by the boards that show it. */
export function isSprintListed(site: JiraSite, sprint: Sprint): boolean {
  return sprint.boardIds.some(id => isBrowsable(site, site.boards.get(id)?.projectId))
}

/** By its id a sprint is also seen by who sees one of its issues. */
export function isSprintVisible(site: JiraSite, sprint: Sprint): boolean {
  return (
    isSprintListed(site, sprint) ||
    site.data.issues.some(issue => issue.sprintIds.includes(sprint.id) && isBrowsable(site, issue.projectId))
  )
}

const isBrowsable = (site: JiraSite, projectId: string | undefined): boolean =>
  site.projects.get(projectId ?? '')?.browsable === true
