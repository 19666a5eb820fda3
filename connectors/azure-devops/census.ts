import type { RawRecord, RecordRef, Scope, Stream } from '../../src/work/raw-record.ts'
import type { SourceRecord } from '../../src/work/source-record.ts'
import type { Page } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { listIterationIds } from './iterations.ts'
import { identifyLink, readLinks } from './links.ts'
import type { Organization } from './organization.ts'
import { LinkRowSchema, WiqlAnswerSchema } from './payloads.ts'
import { requireShape } from './raw-json.ts'
import { listReadTeams } from './team-reading.ts'

/** From 20,000 on the tracker refuses (VS402337), or silently cuts where a limit was asked for. */
const WINDOW = 19_999

/** The structure is read whole each time, so that its reading is the census. */
export interface StructureReading {
  readonly read: (scope: Scope) => AsyncIterable<Page>
  readonly parse: (record: RawRecord) => readonly SourceRecord[]
}

export async function* listEverything(
  organization: Organization,
  stream: Stream,
  scope: Scope,
  structure: StructureReading,
): AsyncGenerator<RecordRef> {
  if (!scope.streams.includes(stream)) return
  switch (stream) {
    case 'work_items':
      yield* listWorkItems(organization)
      return
    case 'links':
      yield* listLinks(organization)
      return
    case 'iterations':
      for (const externalId of await listIterationIds(organization, scope.externalId))
        yield { kind: 'iteration', externalId }
      return
    case 'teams':
      for (const { id } of await listReadTeams(organization, scope.externalId)) yield { kind: 'team', externalId: id }
      return
    case 'structure':
      yield* listStructure(scope, structure)
      return
    case 'releases':
    case 'worklogs':
      throw new RejectedError('unsupported', `Azure DevOps has no ${stream} to count.`)
  }
}

/**
 * Ids in windows that follow each other by id, which no change can shift. Only an empty window ends the listing: a
 * short one may have been cut, and then the next goes on where it broke off. Items in the recycle bin are never listed.
 */
async function* listWorkItems(organization: Organization): AsyncGenerator<RecordRef> {
  for (const project of await organization.listFollowedProjects()) {
    let last = 0
    for (;;) {
      const where = 'listing the ids of all work items'
      const { value } = await organization.client.ask(WiqlAnswerSchema, {
        path: `/${project.id}/_apis/wit/wiql`,
        // Without a limit more than 20,000 results are an error, with one they are cut.
        query: { $top: WINDOW, timePrecision: 'true' },
        body: {
          query:
            'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project ' +
            `AND [System.Id] > ${last} ORDER BY [System.Id]`,
        },
        where,
        endpointClass: 'query',
      })
      if (value.workItems.length === 0) break
      for (const { id } of value.workItems) {
        if (id <= last)
          throw new UnavailableError(`The tracker's list is not in the order we asked for while ${where}.`)
        last = id
        yield { kind: 'work_item', externalId: String(id) }
      }
    }
  }
}

/** The feed from its beginning, folded: a link that was removed and not made again does not exist. */
async function* listLinks(organization: Organization): AsyncGenerator<RecordRef> {
  const latest = new Map<string, { readonly atMs: number; readonly isActive: boolean }>()
  for await (const page of readLinks(organization, null)) {
    requireNoGap(page)
    for (const record of page.records) {
      const { rel, sourceId, targetId, isActive } = requireShape(LinkRowSchema, record.payload, record)
      const externalId = identifyLink(rel, sourceId, targetId)
      const before = latest.get(externalId)
      if (before === undefined || before.atMs <= record.revision) {
        latest.set(externalId, { atMs: record.revision, isActive })
      }
    }
  }
  for (const [externalId, { isActive }] of latest) if (isActive) yield { kind: 'link', externalId }
}

async function* listStructure(scope: Scope, { read, parse }: StructureReading): AsyncGenerator<RecordRef> {
  for await (const page of read(scope)) {
    requireNoGap(page)
    for (const record of page.records) {
      for (const parsed of parse(record)) {
        if (parsed.type !== 'removal') yield { kind: parsed.type, externalId: parsed.externalId }
      }
    }
  }
}

function requireNoGap({ gaps }: Page): void {
  if ((gaps ?? []).length === 0) return
  throw new UnavailableError('Some of the listing could not be read, so that it proves nothing about the rest.')
}
