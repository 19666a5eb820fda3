import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { collectCatalogue } from './archive-catalogue.ts'
import { type ArchivedIssue, archivedIssue, archivedProject, type LoadedProject } from './archive-record.ts'
import { deriveAccountId } from './generate-catalogue.ts'
import { type JiraSite, openSite } from './site.ts'
import type { History, Issue, IssueLink } from './site-records.ts'

export interface ArchiveOptions {
  /** Holds KEY.ndjson.gz with one issue a line, and KEY.project.json. */
  readonly directory: string
  /** Project keys; all projects of the folder when not given. */
  readonly projects?: readonly string[]
}

/**
 * A site made of an archive of real issues. The archive has no changelog, so the only history told is the one thing it
 * states with a date: the resolution. Links to issues that were not loaded are left out and counted.
 */
export function loadJiraArchive({ directory, projects }: ArchiveOptions): JiraSite {
  const keys =
    projects ??
    readdirSync(directory)
      .flatMap(file => (file.endsWith('.ndjson.gz') ? [file.slice(0, -'.ndjson.gz'.length)] : []))
      .sort()
  const archived = keys.map(key => readProject(directory, key))
  const records = archived.flatMap(({ project, issues }) => issues.map(issue => ({ issue, projectId: project.id })))
  records.sort((one, other) => Number(one.issue.id) - Number(other.issue.id))
  const known = new Set(records.map(({ issue }) => issue.id))
  const links = collectLinks(
    records.map(({ issue }) => issue),
    known,
  )
  let historyId = 100_000
  const issues = records.map(({ issue, projectId }, at) => convertIssue(issue, projectId, known, at, () => ++historyId))
  const most = (ids: readonly string[]): number => ids.reduce((highest, id) => Math.max(highest, Number(id)), 0)
  const catalogue = collectCatalogue(archived)
  return openSite({
    ...catalogue,
    issues,
    worklogs: [],
    deletedWorklogs: [],
    links: links.kept,
    audit: [],
    webhooks: [],
    filters: [],
    droppedLinkCount: links.droppedCount,
    counters: {
      issue: most([...known]),
      history: historyId,
      worklog: 20_000,
      link: most(links.kept.map(link => link.id)),
      version: most(catalogue.versions.map(version => version.id)),
      sprint: catalogue.sprints.reduce((highest, sprint) => Math.max(highest, sprint.id), 0),
      audit: 0,
      webhook: 0,
      rank: issues.length,
    },
  })
}

function readProject(directory: string, key: string): LoadedProject {
  const project = createReader(
    archivedProject,
    `${key}.project.json`,
  )(readFileSync(join(directory, `${key}.project.json`), 'utf8'))
  const readIssue = createReader(archivedIssue, `${key}.ndjson.gz`)
  const lines = gunzipSync(readFileSync(join(directory, `${key}.ndjson.gz`)))
    .toString('utf8')
    .split('\n')
  return { project, issues: lines.filter(line => line !== '').map(readIssue) }
}

function createReader<T extends TSchema>(schema: T, file: string): (text: string) => Static<T> {
  const validator = Compile(schema)
  return text => {
    const parsed: unknown = JSON.parse(text)
    if (!validator.Check(parsed)) {
      const [first] = validator.Errors(parsed)
      throw new Error(`${file} holds a record of another shape: ${first?.instancePath ?? ''} ${first?.message ?? ''}`)
    }
    return parsed
  }
}

function convertIssue(
  record: ArchivedIssue,
  projectId: string,
  known: ReadonlySet<string>,
  place: number,
  nextHistoryId: () => number,
): Issue {
  const { fields } = record
  const createdMs = Date.parse(fields.created)
  const resolvedMs = fields.resolutiondate ? Date.parse(fields.resolutiondate) : null
  const parentIds = [fields.parent?.id, fields.epic?.id.toString()]
  const sprints = [...(fields.closedSprints ?? []), ...(fields.sprint ? [fields.sprint] : [])]
  const accountOf = (person: { readonly key: string } | null | undefined): string | null =>
    person ? deriveAccountId(person.key) : null
  return {
    id: record.id,
    key: record.key,
    formerKeys: [],
    projectId,
    typeId: fields.issuetype.id,
    statusId: fields.status.id,
    resolutionId: fields.resolution?.id ?? null,
    priorityId: fields.priority?.id ?? null,
    summary: fields.summary ?? '',
    description: fields.description ?? '',
    labels: fields.labels ?? [],
    assigneeId: accountOf(fields.assignee),
    reporterId: accountOf(fields.reporter),
    creatorId: accountOf(fields.creator),
    parentId: parentIds.find(id => id !== undefined && id !== record.id && known.has(id)) ?? null,
    sprintIds: [...new Set(sprints.map(sprint => sprint.id))],
    fixVersionIds: (fields.fixVersions ?? []).map(version => version.id),
    affectedVersionIds: (fields.versions ?? []).map(version => version.id),
    storyPoints: null,
    storyPointEstimate: null,
    originalEstimateSeconds: null,
    startDate: null,
    dueDate: fields.duedate ?? null,
    rank: `0|i${(place + 1).toString(36).padStart(5, '0')}:`,
    createdMs,
    updatedMs: Date.parse(fields.updated),
    resolvedMs,
    statusCategoryChangedMs: resolvedMs ?? createdMs,
    histories: resolvedMs === null ? [] : [tellResolution(record, resolvedMs, nextHistoryId())],
  }
}

/** Who resolved it is not said; Jira has histories without an author too. */
function tellResolution({ fields }: ArchivedIssue, atMs: number, id: number): History {
  const { resolution } = fields
  const row = { field: 'resolution', fieldtype: 'jira', fieldId: 'resolution', from: null, fromText: null } as const
  return { id, atMs, authorId: null, items: [{ ...row, to: resolution?.id ?? null, toText: resolution?.name ?? null }] }
}

function collectLinks(
  issues: readonly ArchivedIssue[],
  known: ReadonlySet<string>,
): { kept: IssueLink[]; droppedCount: number } {
  const kept = new Map<string, IssueLink>()
  const dropped = new Set<string>()
  for (const issue of issues) {
    for (const { id, type, inwardIssue, outwardIssue } of issue.fields.issuelinks ?? []) {
      const otherId = outwardIssue?.id ?? inwardIssue?.id ?? ''
      const [sourceId, destinationId] = outwardIssue ? [issue.id, otherId] : [otherId, issue.id]
      if (known.has(otherId)) kept.set(id, { id, typeId: type.id, sourceId, destinationId })
      else dropped.add(id)
    }
  }
  return { kept: [...kept.values()], droppedCount: dropped.size }
}
