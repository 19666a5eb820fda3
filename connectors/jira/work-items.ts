import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { Gap, Page, SourceIo } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { writeWindow } from './divide.ts'
import { type IssueFields, loadIssueFields } from './issue-fields.ts'
import { createIssueRaw } from './issue-record.ts'
import type { Clause } from './jql.ts'
import type { JsonObject, SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import type { Settings } from './settings.ts'
import {
  advanceCursor,
  dropStep,
  endRun,
  forgetProjects,
  halveStep,
  planPart,
  planRun,
  readWorkItemCursor,
  restartStep,
  type Step,
  writeWorkItemCursor,
} from './work-item-cursor.ts'

/** A token that was saved may be too old; one just given may not. */
const MOST_RESTARTS = 2

/** Issues, each with its whole history; of the whole site, or of one part of it (divide.ts). */
export async function* readWorkItems(
  client: SiteClient,
  settings: Settings,
  io: SourceIo,
  after: Cursor | null,
  part: Step | null,
): AsyncGenerator<Page> {
  // The many parts of a first reading may share one list; a reading of the site begins with a new one.
  const followed = (await listFollowedProjects(client, settings, { fresh: part === null })).map(({ id }) => id)
  const fields = await loadIssueFields(client)
  let cursor = readWorkItemCursor(after, followed)
  const nowMs = io.now().getTime()
  let run =
    part === null
      ? planRun(cursor, followed, nowMs, client.product.projectsAtOnce)
      : planPart(cursor, part, followed, nowMs)
  if (run === null) return
  // How many issues a part holds was counted when the site was divided.
  let expected = part === null && run.token === null ? await count(client, run.steps) : undefined
  const search = client.product.startSearch()
  const refused: string[] = []
  let restarts = 0
  for (;;) {
    const [step] = run.steps
    if (step === undefined) {
      yield { records: [], cursor: writeWorkItemCursor(endRun(cursor, run)), gaps: refused.map(nameRefused) }
      return
    }
    const fetchedAt = io.now().toISOString()
    const found = await search(client, { clauses: writeClauses(step), fields: fields.names, token: run.token })
    if (found === 'too_many') {
      run = halveStep(run)
      continue
    }
    if (found === 'refused') {
      if (run.token === null) {
        await raiseForVanished(client, settings, followed)
        if (step.projects.length > 1) {
          run = halveStep(run)
          continue
        }
        refused.push(...step.projects)
        if (followed.every(id => refused.includes(id))) throw new RejectedError('unsupported', REFUSED_SEARCH)
        cursor = forgetProjects(cursor, step.projects)
        run = dropStep(run)
        continue
      }
      restarts += 1
      if (restarts > MOST_RESTARTS)
        throw new UnavailableError('Jira keeps refusing to go on with a search. We try again.')
      run = restartStep(run)
      continue
    }
    const records = await completeIssues(client, found.issues, fields, fetchedAt)
    cursor = advanceCursor(cursor, run, { ...found, nowMs: io.now().getTime() })
    yield {
      records,
      cursor: writeWorkItemCursor(cursor),
      gaps: refused.map(nameRefused),
      ...(expected === undefined ? {} : { expected }),
    }
    if (cursor.run === null) return
    run = cursor.run
    expected = undefined
  }
}

const REFUSED_SEARCH = 'Jira refuses our search for issues (400). Upgrade Milepost.'

/**
 * One project that is no longer visible makes Jira refuse the whole query (https://github.com/port-labs/ocean/pull/2704),
 * and so does one that it lists and cannot search.
 */
async function raiseForVanished(client: SiteClient, settings: Settings, followed: readonly string[]): Promise<void> {
  const now = new Set((await listFollowedProjects(client, settings, { fresh: true })).map(({ id }) => id))
  if (followed.every(id => now.has(id))) return
  throw new UnavailableError('A project vanished while its issues were searched. We try again without it.')
}

const nameRefused = (projectId: string): Gap => ({
  kind: 'refused_project',
  subject: `project ${projectId}`,
  detail:
    'Jira lists the project, but refuses to search it (400): its issues are as they were last read, and deletions are not ' +
    'counted on the whole site. Let an administrator of Jira index the project anew, or leave it out in the settings.',
})

/** Raw records of these issues, each once and with its history. */
export async function completeIssues(
  client: SiteClient,
  issues: readonly JsonObject[],
  fields: IssueFields,
  fetchedAt: string,
): Promise<readonly RawRecord[]> {
  const byId = new Map(issues.map(issue => [String(issue.id), issue]))
  const histories = await client.product.readHistories(client, [...byId.values()])
  const parentIds = await client.product.findParentIds(client, [...byId.values()], histories, fields)
  return [...byId].map(([id, issue]) => {
    const { rows, missing } = histories.get(id) ?? { rows: [], missing: 0 }
    return createIssueRaw(issue, rows, fields, client.siteUrl, fetchedAt, { missing, parentIds })
  })
}

const writeClauses = ({ projects, sinceMs, ...window }: Step): readonly Clause[] => [
  { type: 'projects', ids: projects },
  ...writeWindow(window),
  ...(sinceMs === null ? [] : [{ type: 'updated_since', ms: sinceMs } as const]),
]

/** For progress only. */
async function count(client: SiteClient, steps: readonly Step[]): Promise<number | undefined> {
  let sum = 0
  for (const step of steps) {
    const counted = await client.product.countIssues(client, writeClauses(step))
    if (counted === null) return undefined
    sum += counted
  }
  return sum
}
