import connector from '../../../connectors/azure-devops/index.ts'
import type { Page, RequestNote, Source } from '../../../connectors/connector.ts'
import type { OwnServer } from '../../../demo/azure-devops/edition.ts'
import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import type { Organization } from '../../../demo/azure-devops/organization.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import type { RawRecord, Scope, Stream } from '../../../src/work/raw-record.ts'
import type { SourceRecord } from '../../../src/work/source-record.ts'

export const NOW = new Date('2026-11-22T09:00:00Z')
export const TOKEN = 'canary-7b1f0c-token'

export interface Opened {
  readonly standIn: AzureDevOpsStandIn
  readonly organization: Organization
  readonly source: Source
  readonly notes: readonly RequestNote[]
  readonly collection: Scope
  /** Stops the source as a worker that shuts down does. */
  readonly stop: () => void
  readonly close: () => Promise<void>
}

export interface Wanted {
  readonly pageSize?: number
  readonly sendsEmptyPages?: boolean
  readonly projects?: readonly string[]
  readonly timeZone?: string
  readonly organization?: Organization
  readonly server?: OwnServer
  readonly refusesReporting?: boolean
  readonly mayEditHooks?: (projectId: string) => boolean
  readonly queryLimit?: number
  readonly leavesOut?: (id: number) => boolean
}

export async function openSource({ projects, timeZone, ...options }: Wanted = {}): Promise<Opened> {
  const organization = options.organization ?? generateOrganization({ seed: 11, now: NOW })
  const standIn = await startAzureDevOpsStandIn({
    personalAccessToken: TOKEN,
    now: () => NOW,
    ...options,
    organization,
  })
  const notes: RequestNote[] = []
  const abort = new AbortController()
  const source = connector.open(
    {
      baseUrl: standIn.url,
      ...(projects !== undefined && { projects: [...projects] }),
      ...(timeZone !== undefined && { timeZone }),
    },
    { type: 'personal-access-token', token: TOKEN },
    {
      signal: abort.signal,
      now: () => NOW,
      onRequest: note => notes.push(note),
      takeTurn: async () => undefined,
      privateHosts: ['127.0.0.1'],
      access: async () => ({ value: '', expiresAt: null }),
    },
  )
  return {
    standIn,
    organization,
    source,
    notes,
    collection: { externalId: 'collection', name: 'Organisation', streams: ['structure', 'work_items', 'links'] },
    stop: () => abort.abort(),
    close: async () => {
      await source.close()
      await standIn.close()
    },
  }
}

/** Asks the stand-in itself, beside the connector. */
export async function askStandIn(
  standIn: AzureDevOpsStandIn,
  path: string,
  query = '',
): Promise<{ readonly value: readonly unknown[] }> {
  const authorization = `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`
  const response = await fetch(`${standIn.url}${path}?api-version=7.1${query}`, { headers: { authorization } })
  return (await response.json()) as { value: unknown[] }
}

export async function gather<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const gathered: T[] = []
  for await (const one of source) gathered.push(one)
  return gathered
}

export async function firstPage(pages: AsyncIterable<Page>): Promise<Page> {
  for await (const page of pages) return page
  throw new Error('the test expects at least one page')
}

export interface Reading {
  readonly pages: readonly Page[]
  readonly raw: readonly RawRecord[]
  readonly records: readonly SourceRecord[]
  readonly cursor: string | null
}

export async function readAll(source: Source, stream: Stream, scope: Scope, after: string | null): Promise<Reading> {
  const pages = await gather(source.read(stream, scope, after))
  const raw = pages.flatMap(page => page.records)
  return { pages, raw, records: raw.flatMap(record => connector.parse(record)), cursor: pages.at(-1)?.cursor ?? after }
}

/** Ids of the work items that exist after these records, in the order of their revisions. */
export function keepExisting(raw: readonly RawRecord[]): ReadonlySet<string> {
  const latest = new Map<string, { readonly revision: number; readonly exists: boolean }>()
  for (const record of raw) {
    for (const parsed of connector.parse(record)) {
      if (parsed.type !== 'work_item' && parsed.type !== 'removal') continue
      const before = latest.get(parsed.externalId)
      if (before !== undefined && before.revision > record.revision) continue
      latest.set(parsed.externalId, { revision: record.revision, exists: parsed.type === 'work_item' })
    }
  }
  return new Set([...latest].filter(([, { exists }]) => exists).map(([externalId]) => externalId))
}

export async function failureOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  return undefined
}

/** The first element, or a failure of the test. */
export function requireFirst<T>(list: readonly T[]): T {
  const [first] = list
  if (first === undefined) throw new Error('the test expects at least one')
  return first
}
