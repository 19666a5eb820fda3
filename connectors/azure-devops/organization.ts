import type { Static } from 'typebox'
import type { SourceIo } from '../connector.ts'
import type { AzureDevOpsClient } from './client.ts'
import { FieldListSchema, type FieldSchema } from './payloads.ts'
import { listProjects, type Project, selectFollowed } from './projects.ts'

/** Streams of one run ask for the same lists one after the other; older answers are asked for again. */
const KEEP_LISTS_MS = 60_000

export type TrackerField = Static<typeof FieldSchema>

/** One organisation, opened: what every reading needs. */
export interface Organization {
  readonly url: string
  readonly client: AzureDevOpsClient
  /** Names or ids from the settings; undefined follows every project the account can see. */
  readonly named: readonly string[] | undefined
  readonly now: () => Date
  /** `fresh` asks again even if the list was read a moment ago. */
  readonly listAllProjects: (fresh?: boolean) => Promise<readonly Project[]>
  readonly listFollowedProjects: () => Promise<readonly Project[]>
  readonly listFields: () => Promise<readonly TrackerField[]>
}

export function openOrganization(
  client: AzureDevOpsClient,
  named: readonly string[] | undefined,
  io: SourceIo,
): Organization {
  const keptProjects = keepFor(KEEP_LISTS_MS, io.now, () => listProjects(client))
  const keptFields = keepFor(KEEP_LISTS_MS, io.now, async () => {
    const where = 'reading the list of fields'
    const { value } = await client.ask(FieldListSchema, { path: '/_apis/wit/fields', where, endpointClass: 'metadata' })
    return value.value
  })
  return {
    url: client.organizationUrl,
    client,
    named: named === undefined || named.length === 0 ? undefined : named,
    now: io.now,
    listAllProjects: keptProjects,
    listFollowedProjects: async () => selectFollowed(await keptProjects(), named),
    listFields: keptFields,
  }
}

/** A failed answer is not kept. */
function keepFor<T>(keepMs: number, now: () => Date, load: () => Promise<T>): (fresh?: boolean) => Promise<T> {
  let kept: { readonly value: T; readonly atMs: number } | null = null
  return async (fresh = false) => {
    if (!fresh && kept !== null && now().getTime() - kept.atMs < keepMs) return kept.value
    const atMs = now().getTime()
    const value = await load()
    kept = { value, atMs }
    return value
  }
}
