import type { Page, RequestNote, Source } from '../../../connectors/connector.ts'
import jira from '../../../connectors/jira/index.ts'
import { generateJiraSite } from '../../../demo/jira/generate.ts'
import { type JiraStandIn, type JiraStandInOptions, startJiraStandIn } from '../../../demo/jira/server.ts'
import type { JiraSite } from '../../../demo/jira/site.ts'
import type { Cursor, Stream } from '../../../src/work/raw-record.ts'
import type { SourceRecord } from '../../../src/work/source-record.ts'

export interface OpenedSite {
  readonly site: JiraSite
  readonly standIn: JiraStandIn
  readonly source: Source
  readonly notes: readonly RequestNote[]
  /** What the connector was told to ask. */
  readonly url: string
  readonly stop: AbortController
  readonly close: () => Promise<void>
}

interface Opening extends Partial<JiraStandInOptions> {
  readonly projects?: readonly string[]
  readonly apiToken?: string
  /** Our clock, for readings that take place later. */
  readonly now?: () => Date
  /** The address to ask, of something that stands before the stand-in at this one. */
  readonly through?: (url: string) => Promise<string>
}

/** The demo's site behind a real server on loopback, and our connector before it. */
export async function openSite({
  projects,
  apiToken,
  now = () => new Date(),
  through = async url => url,
  ...options
}: Opening = {}): Promise<OpenedSite> {
  const site = options.site ?? generateJiraSite({ seed: 11, now: new Date() })
  const standIn = await startJiraStandIn({ feedLagMs: 0, ...options, site })
  const url = await through(standIn.url)
  const notes: RequestNote[] = []
  const stop = new AbortController()
  const source = jira.open(
    { baseUrl: url, ...(projects === undefined ? {} : { projects: [...projects] }) },
    apiToken === undefined ? standIn.login : { type: 'api-token', email: standIn.credentials.email, apiToken },
    {
      signal: stop.signal,
      now,
      onRequest: note => {
        notes.push(note)
      },
      takeTurn: async () => undefined,
      privateHosts: ['127.0.0.1'],
      access: async () => ({ value: '', expiresAt: null }),
    },
  )
  const close = async (): Promise<void> => {
    await source.close()
    await standIn.close()
  }
  return { site, standIn, source, notes, url, stop, close }
}

export interface Reading {
  readonly pages: readonly Page[]
  readonly records: readonly SourceRecord[]
  readonly cursor: Cursor | null
}

/** Reads a stream to its end in every scope that has it. */
export async function readStream(source: Source, stream: Stream, after: Cursor | null = null): Promise<Reading> {
  const pages: Page[] = []
  for await (const scope of source.discover()) {
    if (scope.streams.includes(stream)) for await (const page of source.read(stream, scope, after)) pages.push(page)
  }
  const records = pages.flatMap(page => page.records.flatMap(record => jira.parse(record)))
  return { pages, records, cursor: pages.at(-1)?.cursor ?? null }
}

export const listIds = (records: readonly SourceRecord[], type: SourceRecord['type']): readonly string[] =>
  [...new Set(records.flatMap(record => (record.type === type ? [record.externalId] : [])))].sort()

export async function listCensus(source: Source, stream: Stream): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const scope of source.discover()) {
    if (scope.streams.includes(stream))
      for await (const { externalId } of source.census(stream, scope)) ids.push(externalId)
  }
  return ids.sort()
}
