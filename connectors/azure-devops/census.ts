import type { RawRecord, RecordRef, Scope, Stream } from '../../src/work/raw-record.ts'
import type { SourceRecord } from '../../src/work/source-record.ts'
import type { Page } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { listIterationIds } from './iterations.ts'
import { identifyLink } from './link-id.ts'
import { readLinkFeed } from './links.ts'
import type { Organization } from './organization.ts'
import { LinkRowSchema } from './payloads.ts'
import { queryIds } from './query-ids.ts'
import { requireShape } from './raw-json.ts'
import { listReadTeams } from './team-reading.ts'

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

async function* listWorkItems(organization: Organization): AsyncGenerator<RecordRef> {
  for (const project of await organization.listFollowedProjects()) {
    for await (const { ids } of queryIds(organization, project.id)) {
      for (const id of ids) yield { kind: 'work_item', externalId: String(id) }
    }
  }
}

/** The feed from its beginning, folded: a link that was removed and not made again does not exist. */
async function* listLinks(organization: Organization): AsyncGenerator<RecordRef> {
  const latest = new Map<string, { readonly atMs: number; readonly isActive: boolean }>()
  for await (const page of readLinkFeed(organization, null)) {
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
        if (parsed.type !== 'removal' && parsed.type !== 'link_list' && parsed.type !== 'area')
          yield { kind: parsed.type, externalId: parsed.externalId }
      }
    }
  }
}

function requireNoGap({ gaps }: Page): void {
  if ((gaps ?? []).length === 0) return
  throw new UnavailableError('Some of the listing could not be read, so that it proves nothing about the rest.')
}
