import { Type } from 'typebox'
import { JiraError } from '../jira-error.ts'
import { renderWorklog } from '../render-worklog.ts'
import { type JiraApp, loadVisibleIssue, requireCaller, type StandIn } from '../stand-in.ts'
import { pageQuery } from './paging.ts'

const MOST_IN_FEED = 1000
const MOST_IN_LIST = 1000
const MOST_PER_ISSUE = 5000

export function addWorklogRoutes(app: JiraApp, standIn: StandIn): void {
  const { site } = standIn
  const ofIssue = {
    params: Type.Object({ issue: Type.String() }),
    querystring: Type.Object({
      ...pageQuery,
      startedAfter: Type.Optional(Type.Integer()),
      startedBefore: Type.Optional(Type.Integer()),
    }),
  }
  app.get(`${standIn.api}/issue/:issue/worklog`, { schema: ofIssue }, request => {
    const issue = loadVisibleIssue(standIn, request, request.params.issue)
    const { startAt, maxResults = MOST_PER_ISSUE, startedAfter = -Infinity, startedBefore = Infinity } = request.query
    const all = (site.worklogsByIssue.get(issue.id) ?? [])
      .filter(worklog => worklog.startedMs >= startedAfter && worklog.startedMs < startedBefore)
      .sort((one, other) => one.startedMs - other.startedMs)
    const most = Math.min(maxResults, MOST_PER_ISSUE)
    const to = standIn.rendering()
    return {
      startAt,
      maxResults: most,
      total: all.length,
      worklogs: all.slice(startAt, startAt + most).map(worklog => renderWorklog(to, worklog)),
    }
  })

  const feed = Type.Object({ since: Type.Integer({ default: 0 }) })
  app.get(`${standIn.api}/worklog/updated`, { schema: { querystring: feed } }, request => {
    const isCaller = standIn.findCaller(request) !== null
    const entries = isCaller ? site.data.worklogs.map(({ id, updatedMs }) => ({ id, atMs: updatedMs })) : []
    return answerFeed(standIn, 'updated', entries, request.query.since)
  })
  app.get(`${standIn.api}/worklog/deleted`, { schema: { querystring: feed } }, request => {
    const isCaller = standIn.findCaller(request) !== null
    const entries = isCaller ? site.data.deletedWorklogs.map(({ id, deletedMs }) => ({ id, atMs: deletedMs })) : []
    return answerFeed(standIn, 'deleted', entries, request.query.since)
  })

  const body = Type.Object({ ids: Type.Array(Type.Integer(), { minItems: 1 }) })
  app.post(`${standIn.api}/worklog/list`, { schema: { body } }, request => {
    requireCaller(standIn, request)
    if (request.body.ids.length > MOST_IN_LIST)
      throw new JiraError(400, [`Too many worklog ids; at most ${MOST_IN_LIST}.`])
    const to = standIn.rendering()
    return request.body.ids
      .flatMap(id => site.worklogs.get(String(id)) ?? [])
      .filter(worklog => site.projects.get(site.issues.get(worklog.issueId)?.projectId ?? '')?.browsable)
      .map(worklog => renderWorklog(to, worklog))
  })
}

interface FeedEntry {
  readonly id: string
  readonly atMs: number
}

/** The feeds name ids in the order of change, `since` included, and leave out the last minute. */
function answerFeed(
  standIn: StandIn,
  feed: 'updated' | 'deleted',
  entries: readonly FeedEntry[],
  sinceMs: number,
): object {
  const settledMs = standIn.site.clock() - standIn.feedLagMs
  const due = entries
    .filter(entry => entry.atMs >= sinceMs && entry.atMs <= settledMs)
    .sort((one, other) => one.atMs - other.atMs || Number(one.id) - Number(other.id))
  const page = due.slice(0, MOST_IN_FEED)
  const lastPage = page.length === due.length
  const until = page[page.length - 1]?.atMs ?? sinceMs
  const address = `${standIn.rendering().api}/worklog/${feed}?since=`
  return {
    values: page.map(({ id, atMs }) => ({ worklogId: Number(id), updatedTime: atMs, properties: [] })),
    since: sinceMs,
    until,
    self: `${address}${sinceMs}`,
    ...(lastPage ? {} : { nextPage: `${address}${until}` }),
    lastPage,
    ...(standIn.product === 'data-center' ? { isLastPage: lastPage } : {}),
  }
}
