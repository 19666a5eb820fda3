import type { Cursor, Json, RawRecord } from '../../src/work/raw-record.ts'
import type { Page, SourceIo } from '../connector.ts'
import { type ConnectorError, RejectedError, UnavailableError } from '../errors.ts'
import { readHistories } from './changelog.ts'
import type { JiraClient } from './client.ts'
import { readInstantMs } from './instants.ts'
import { type IssueFields, loadIssueFields } from './issue-fields.ts'
import { createIssueRaw } from './issue-record.ts'
import { type Clause, writeJql } from './jql.ts'
import { isObject } from './json-text.ts'
import { countSchema } from './payloads.ts'
import { listFollowedProjects } from './projects.ts'
import { searchPage, startSearch } from './search.ts'
import type { Settings } from './settings.ts'
import { loadSiteUrl } from './site-address.ts'
import {
  advanceCursor,
  planRun,
  readWorkItemCursor,
  restartStep,
  type Step,
  writeWorkItemCursor,
} from './work-item-cursor.ts'

/** More is cut by Jira as soon as real fields are asked for. */
const PAGE_SIZE = 100
/** A token that was saved may be too old; one just given may not. */
const MOST_RESTARTS = 2

/** Issues in the order they were updated, each with its whole history: two requests for 100 issues. */
export async function* readWorkItems(
  client: JiraClient,
  settings: Settings,
  io: SourceIo,
  after: Cursor | null,
): AsyncGenerator<Page> {
  const followed = (await listFollowedProjects(client, settings)).map(({ id }) => id)
  const siteUrl = await loadSiteUrl(client, settings)
  const fields = await loadIssueFields(client)
  let cursor = readWorkItemCursor(after, followed)
  let run = planRun(cursor, followed, io.now().getTime())
  let expected = run.token === null ? await count(client, run.steps) : undefined
  const memory = startSearch()
  let restarts = 0
  for (;;) {
    const [step] = run.steps
    if (step === undefined) return
    const fetchedAt = io.now().toISOString()
    const order = ['updated', 'id'] as const
    const request = {
      jql: writeJql(writeClauses(step), order),
      fields: fields.names,
      maxResults: PAGE_SIZE,
      token: run.token,
    }
    const found = await searchPage(client, request, memory)
    if (found === 'refused') {
      if (run.token === null) throw await explainRefusal(client, settings, followed)
      restarts += 1
      if (restarts > MOST_RESTARTS)
        throw new UnavailableError('Jira keeps refusing to go on with a search. We try again.')
      run = restartStep(run)
      continue
    }
    const records = await completeIssues(client, found.issues, fields, siteUrl, fetchedAt)
    const highWaterMs = found.issues.reduce((highest, { fields: values }) => {
      const updatedMs = isObject(values) ? readInstantMs(values.updated) : null
      return Math.max(highest, updatedMs ?? 0)
    }, run.highWaterMs ?? 0)
    cursor = advanceCursor(cursor, run, { token: found.token, highWaterMs, nowMs: io.now().getTime() })
    yield { records, cursor: writeWorkItemCursor(cursor), ...(expected === undefined ? {} : { expected }) }
    if (cursor.run === null) return
    run = cursor.run
    expected = undefined
  }
}

/** One project that is no longer visible makes Jira refuse the whole query (https://github.com/port-labs/ocean/pull/2704). */
async function explainRefusal(
  client: JiraClient,
  settings: Settings,
  followed: readonly string[],
): Promise<ConnectorError> {
  const now = new Set((await listFollowedProjects(client, settings)).map(({ id }) => id))
  return followed.every(id => now.has(id))
    ? new RejectedError('unsupported', 'Jira refuses our search for issues (400). Upgrade Milepost.')
    : new UnavailableError('A project vanished while its issues were searched. We try again without it.')
}

/** Raw records of these issues, each once, with the history of all of them from one request. */
export async function completeIssues(
  client: JiraClient,
  issues: readonly { readonly [key: string]: Json }[],
  fields: IssueFields,
  siteUrl: string,
  fetchedAt: string,
): Promise<readonly RawRecord[]> {
  const byId = new Map(issues.map(issue => [String(issue.id), issue]))
  const histories = await readHistories(client, [...byId.keys()])
  return [...byId].map(([id, issue]) => createIssueRaw(issue, histories.get(id) ?? [], fields, siteUrl, fetchedAt))
}

const writeClauses = ({ projects, sinceMs }: Step): readonly Clause[] => [
  { type: 'projects', ids: projects },
  ...(sinceMs === null ? [] : [{ type: 'updated_since', ms: sinceMs } as const]),
]

/** An estimate of the index, for progress only. */
async function count(client: JiraClient, steps: readonly Step[]): Promise<number> {
  let sum = 0
  for (const step of steps) sum += await countIssues(client, writeClauses(step))
  return sum
}

export async function countIssues(client: JiraClient, clauses: readonly Clause[]): Promise<number> {
  const answer = await client.ask({
    method: 'POST',
    path: '/rest/api/3/search/approximate-count',
    body: { jql: writeJql(clauses, []) },
    endpointClass: 'approximate_count',
    where: 'counting Jira issues',
    schema: countSchema,
  })
  if (answer.count < 0) throw new UnavailableError('Jira counts fewer than no issues. We try again.')
  return answer.count
}
