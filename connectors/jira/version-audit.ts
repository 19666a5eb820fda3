import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import { isObject, readText } from './json-text.ts'
import type { SiteClient, VersionAudit } from './product.ts'
import { createRaw } from './raw-records.ts'

/** The log is one for all projects: what was read for one serves the others for a while. */
const GOOD_FOR_MS = 60_000

export type LoadAudit = (client: SiteClient) => Promise<VersionAudit>

export function createAuditReader(now: () => Date): LoadAudit {
  let kept: { readonly atMs: number; readonly audit: VersionAudit } | null = null
  return async client => {
    const atMs = now().getTime()
    if (kept === null || atMs - kept.atMs > GOOD_FOR_MS) {
      kept = { atMs, audit: await client.product.readVersionAudit(client) }
    }
    return kept.audit
  }
}

/** Raw records of the people who edited these versions. */
export function listMovers(
  audit: VersionAudit | null,
  versionIds: readonly (string | number)[],
  fetchedAt: string,
): readonly RawRecord[] {
  if (audit?.status !== 'read') return []
  const edits = versionIds.flatMap(id => audit.byVersion.get(String(id)) ?? [])
  const ids = new Set(edits.flatMap((edit: Json) => (isObject(edit) ? (readText(edit, 'authorAccountId') ?? []) : [])))
  return [...ids].flatMap(id => {
    const user = audit.authors.get(id)
    return user === undefined ? [] : [createRaw('user', id, user, {}, fetchedAt)]
  })
}
