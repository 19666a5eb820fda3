import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Json } from '../../../src/work/raw-record.ts'
import { UnavailableError } from '../../errors.ts'
import type { JiraClient } from '../client.ts'
import { isObject, readText } from '../json-text.ts'
import { auditPageSchema, auditRecordSchema } from '../payloads.ts'
import type { VersionAudit } from '../product.ts'

const PAGE_SIZE = 1000
/** What is older than this many records of versions is left to the past. */
const MOST_RECORDS = 50_000
/** Needs "Administer Jira"; free plans have no audit log at all. */
const CLOSED =
  'Who moved a release date, and when, is unknown: the audit log is closed to this account. Grant "Administer Jira" ' +
  '(free plans have no audit log), or register the webhook.'

/** Jira takes this many account ids at once. */
const PEOPLE_AT_ONCE = 200

const userPageSchema = Type.Object({
  values: Type.Array(Type.Object({ accountId: Type.String() }, { additionalProperties: true })),
})

/**
 * What the audit log says about versions: it alone knows when a release date was moved and by whom, as versions have no
 * history of their own (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-audit-records/).
 */
export async function readVersionAudit(client: JiraClient): Promise<VersionAudit> {
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
    if (value === null) return { status: 'closed', gap: { kind: 'forbidden', detail: CLOSED } }
    for (const record of value.records) keep(record, byVersion)
    offset += value.records.length
    if (typeof value.total === 'number' ? offset >= value.total : value.records.length < PAGE_SIZE) break
    if (value.records.length === 0) throw new UnavailableError("Jira's audit log ended before its end. We try again.")
  }
  return { status: 'read', byVersion, authors: await listAuthors(client, byVersion) }
}

/**
 * The people who edited versions. The audit log names accounts only, and who moves a release date need not have touched an
 * issue, so nobody else would tell their names.
 */
async function listAuthors(
  client: JiraClient,
  byVersion: ReadonlyMap<string, readonly Json[]>,
): Promise<ReadonlyMap<string, Json>> {
  const edits = [...byVersion.values()].flat()
  const accountIds = [
    ...new Set(edits.flatMap(edit => (isObject(edit) ? (readText(edit, 'authorAccountId') ?? []) : []))),
  ]
  const authors = new Map<string, Json>()
  for (let start = 0; start < accountIds.length; start += PEOPLE_AT_ONCE) {
    const asked = accountIds.slice(start, start + PEOPLE_AT_ONCE)
    const { values } = await client.ask({
      path: '/rest/api/3/user/bulk',
      query: [...asked.map(id => ['accountId', id] as const), ['maxResults', String(PEOPLE_AT_ONCE)]],
      endpointClass: 'user_bulk',
      where: 'fetching the people who edited Jira versions',
      schema: userPageSchema,
    })
    for (const user of values) authors.set(user.accountId, user as Json)
  }
  return authors
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
