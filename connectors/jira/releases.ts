import { type Static, Type } from 'typebox'
import type { Json, RawRecord, Scope } from '../../src/work/raw-record.ts'
import type { SourceRelease } from '../../src/work/source-record.ts'
import type { Page, SourceIo, TouchedRecord } from '../connector.ts'
import { writeCursor } from '../cursor-text.ts'
import { fits } from '../fits.ts'
import { readDay, readInstant } from './instants.ts'
import { isList } from './json-text.ts'
import { listEvery } from './paging.ts'
import { auditRecordSchema, versionSchema } from './payloads.ts'
import type { SiteClient, VersionAudit } from './product.ts'
import { createRaw, readContextText, requirePayload } from './raw-records.ts'
import { buildReleaseHistory } from './release-history.ts'
import { type LoadAudit, listMovers } from './version-audit.ts'

const cursorSchema = Type.Object({ version: Type.Literal(1), readAt: Type.String() })
const PAGE_SIZE = 50

export type Version = Static<typeof versionSchema>

/** All versions of a project with what the audit log knows of them; an edit of a version touches no issue. */
export async function* readReleases(
  client: SiteClient,
  io: SourceIo,
  scope: Scope,
  loadAudit: LoadAudit,
): AsyncGenerator<Page> {
  const versions = await listVersions(client, scope.externalId)
  // After the answer: what the log does not explain yet was so then at the latest.
  const fetchedAt = io.now().toISOString()
  const audit = versions.length === 0 ? null : await loadAudit(client)
  const records = versions.map(version => createVersionRaw(version, audit, client.siteUrl, null, fetchedAt))
  const movers = listMovers(
    audit,
    versions.map(({ id }) => id),
    fetchedAt,
  )
  yield {
    records: [...movers, ...records],
    cursor: writeCursor(cursorSchema, { version: 1, readAt: fetchedAt }),
    expected: records.length,
    gaps: audit?.status === 'closed' ? [{ ...audit.gap, subject: `release dates of ${scope.name}` }] : [],
  }
}

export const listVersions = (client: SiteClient, projectId: string): Promise<readonly Version[]> =>
  listEvery(client, {
    path: `${client.product.api}/project/${projectId}/version`,
    // A stable order, so that paging neither skips nor repeats.
    query: [['orderBy', 'sequence']],
    pageSize: PAGE_SIZE,
    endpointClass: 'project_version',
    where: `listing the versions of Jira project ${projectId}`,
    item: versionSchema,
  })

export function createVersionRaw(
  version: Version,
  audit: VersionAudit | null,
  siteUrl: string,
  touched: TouchedRecord | null,
  fetchedAt: string,
): RawRecord {
  const records = audit?.status === 'read' ? (audit.byVersion.get(String(version.id)) ?? []) : null
  const context = { siteUrl, touchedBy: touched?.byPersonId ?? null, touchedAt: touched?.at ?? null }
  return createRaw('version', version.id, { version: version as Json, audit: records }, context, fetchedAt)
}

const releaseSchema = Type.Object({ version: versionSchema, audit: Type.Unsafe<Json>(Type.Unknown()) })

export function parseVersion(record: RawRecord): SourceRelease {
  const { version, audit } = requirePayload(record, releaseSchema)
  const current = {
    name: version.name,
    startDay: readDay(version.startDate),
    targetDay: readDay(version.releaseDate),
    released: version.released === true,
    seenAt: record.fetchedAt,
    touchedBy: readContextText(record, 'touchedBy'),
    touchedAt: readInstant(record.context.touchedAt),
  }
  const known = (isList(audit) ? audit : []).filter(one => fits(auditRecordSchema, one))
  const siteUrl = readContextText(record, 'siteUrl')
  return {
    type: 'release',
    externalId: String(version.id),
    projectId: String(version.projectId),
    name: version.name,
    startDay: current.startDay,
    targetDay: current.targetDay,
    released: current.released,
    archived: version.archived === true,
    // The release's own page needs the project's key, which a version does not tell; a key can change anyway.
    url: siteUrl === null ? null : `${siteUrl}/issues/?jql=${encodeURIComponent(`fixVersion = ${version.id}`)}`,
    history: buildReleaseHistory(current, known as readonly Static<typeof auditRecordSchema>[]),
  }
}
