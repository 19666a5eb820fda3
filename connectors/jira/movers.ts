import { Type } from 'typebox'
import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import type { VersionAudit } from './audit-log.ts'
import type { JiraClient } from './client.ts'
import { isObject, readText } from './json-text.ts'
import { createRaw } from './raw-records.ts'

/** Jira takes this many account ids at once. */
const PEOPLE_AT_ONCE = 200

const userPageSchema = Type.Object({
  values: Type.Array(Type.Object({ accountId: Type.String() }, { additionalProperties: true })),
})

/**
 * The people who edited these versions. The audit log names accounts only, and who moves a release date need not have
 * touched an issue, so nobody else would tell their names.
 */
export async function readMovers(
  client: JiraClient,
  audit: VersionAudit | null,
  versionIds: readonly (string | number)[],
  fetchedAt: string,
): Promise<readonly RawRecord[]> {
  if (audit?.status !== 'read') return []
  const edits = versionIds.flatMap(id => audit.byVersion.get(String(id)) ?? [])
  const accountIds = [
    ...new Set(edits.flatMap(edit => (isObject(edit) ? (readText(edit, 'authorAccountId') ?? []) : []))),
  ]
  const records: RawRecord[] = []
  for (let start = 0; start < accountIds.length; start += PEOPLE_AT_ONCE) {
    const asked = accountIds.slice(start, start + PEOPLE_AT_ONCE)
    const { values } = await client.ask({
      path: '/rest/api/3/user/bulk',
      query: [...asked.map(id => ['accountId', id] as const), ['maxResults', String(PEOPLE_AT_ONCE)]],
      endpointClass: 'user_bulk',
      where: 'fetching the people who edited Jira versions',
      schema: userPageSchema,
    })
    for (const user of values) records.push(createRaw('user', user.accountId, user as Json, {}, fetchedAt))
  }
  return records
}
