import { Value } from 'typebox/value'
import type { Json } from '../../src/work/raw-record.ts'
import { UnavailableError } from '../errors.ts'
import type { JiraClient } from './client.ts'
import { auditPageSchema, auditRecordSchema } from './payloads.ts'

const PAGE_SIZE = 1000
/** What is older than this many records of versions is left to the past. */
const MOST_RECORDS = 50_000

export type VersionAudit =
  | { readonly status: 'read'; readonly byVersion: ReadonlyMap<string, readonly Json[]> }
  /** Needs "Administer Jira"; free plans have no audit log at all. */
  | { readonly status: 'forbidden' }

/** The log is one for all projects: what was read for one serves the others for a while. */
const GOOD_FOR_MS = 60_000

export function createAuditReader(client: JiraClient, now: () => Date): () => Promise<VersionAudit> {
  let kept: { readonly atMs: number; readonly audit: VersionAudit } | null = null
  return async () => {
    const atMs = now().getTime()
    if (kept === null || atMs - kept.atMs > GOOD_FOR_MS) kept = { atMs, audit: await readVersionAudit(client) }
    return kept.audit
  }
}

/**
 * What the audit log says about versions: it alone knows when a release date was moved and by whom, as versions have no
 * history of their own (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-audit-records/).
 */
async function readVersionAudit(client: JiraClient): Promise<VersionAudit> {
  const byVersion = new Map<string, Json[]>()
  for (let offset = 0; offset < MOST_RECORDS; ) {
    const { value } = await client.askUnless(
      {
        path: '/rest/api/3/auditing/record',
        query: [
          ['offset', String(offset)],
          ['limit', String(PAGE_SIZE)],
          // Matches objectItem.typeName, which is not translated.
          ['filter', 'VERSION'],
        ],
        endpointClass: 'audit',
        where: 'reading the Jira audit log about versions',
        schema: auditPageSchema,
      },
      [403],
    )
    if (value === null) return { status: 'forbidden' }
    for (const record of value.records) keep(record, byVersion)
    offset += value.records.length
    if (typeof value.total === 'number' ? offset >= value.total : value.records.length < PAGE_SIZE) break
    if (value.records.length === 0) throw new UnavailableError("Jira's audit log ended before its end. We try again.")
  }
  return { status: 'read', byVersion }
}

function keep(record: Json, byVersion: Map<string, Json[]>): void {
  // The log holds records of all kinds and plug-ins; those that are not about a version do not concern us.
  if (!Value.Check(auditRecordSchema, record)) return
  const object = record.objectItem
  if (object?.typeName?.toUpperCase() !== 'VERSION' || object.id === null || object.id === undefined) return
  const { id, created, authorAccountId = null, changedValues = null } = record
  const kept = { id, created, authorAccountId, changedValues } as Json
  byVersion.set(String(object.id), [...(byVersion.get(String(object.id)) ?? []), kept])
}
