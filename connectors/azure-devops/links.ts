import { createHash } from 'node:crypto'
import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { SourceLink, SourceRecord } from '../../src/work/source-record.ts'
import type { Gap, Page } from '../connector.ts'
import { fits } from '../fits.ts'
import type { Question } from './client.ts'
import { FeedRefusedError, readFeed, readPosition, writePosition } from './continuation.ts'
import { readInstant } from './instant.ts'
import { identifyLink } from './link-id.ts'
import { isItemCursor, readLinksByItem } from './links-by-item.ts'
import type { Organization } from './organization.ts'
import { LinkRowSchema } from './payloads.ts'
import { keepJson, requireShape } from './raw-json.ts'
import { MAPPED_LINK_TYPES } from './structure-records.ts'

const LINK_TYPES = MAPPED_LINK_TYPES.join(',')

/**
 * The feed of links is the only place that tells a re-parenting: a link changes neither the revision nor the changed
 * date of its ends, although `System.Parent` changes.
 */
export async function* readLinks(organization: Organization, after: Cursor | null): AsyncGenerator<Page> {
  if (isItemCursor(after)) return yield* readLinksByItem(organization, after)
  try {
    yield* readLinkFeed(organization, after)
  } catch (error) {
    if (!(error instanceof FeedRefusedError)) throw error
    yield* readLinksByItem(organization, null)
  }
}

export async function* readLinkFeed(organization: Organization, after: Cursor | null): AsyncGenerator<Page> {
  const seen = await listSeen(organization)
  const filter = describeFilter(seen)
  let last: string | null = null
  const from = readPosition(after, filter)?.token ?? null
  for await (const { rows, token } of readFeed(organization.client, from, askLinks)) {
    const fetchedAt = organization.now().toISOString()
    const records: RawRecord[] = []
    const gaps: Gap[] = []
    for (const row of rows) {
      if (!fits(LinkRowSchema, row)) {
        gaps.push({
          kind: 'unreadable_record',
          subject: 'link',
          detail: 'A row of the link feed is not what is documented.',
        })
        continue
      }
      const { rel, sourceId, targetId, changedDate, isActive } = row
      records.push({
        kind: 'link',
        // A link that was made, removed and made again has a row for each: its ends' history needs them all.
        externalId: `${identifyLink(rel, sourceId, targetId)}@${changedDate ?? 'unknown'}`,
        revision: Date.parse(readInstant(changedDate) ?? fetchedAt),
        revisionDetail: 0,
        payload: keepJson({ rel, sourceId, targetId, changedDate, isActive }),
        context: {},
        fetchedAt,
      })
    }
    yield { records, cursor: writePosition({ token, filter }), gaps }
    last = token
  }
  // A project that was hidden meanwhile counts as not seen, so that its return is noticed.
  const stillSeen = await organization.listSeenProjects()
  const seenThroughout = describeFilter(seen.filter(id => stillSeen.has(id)))
  if (seenThroughout !== filter) yield { records: [], cursor: writePosition({ token: last, filter: seenThroughout }) }
}

const listSeen = async ({ listAllProjects }: Organization): Promise<readonly string[]> =>
  (await listAllProjects()).map(({ id }) => id).sort()

/**
 * The feed goes on without the links of projects that the account cannot see, and no revision tells of them later: when
 * other projects are seen than before, it is read again from its beginning.
 */
const describeFilter = (seen: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([LINK_TYPES, seen]))
    .digest('hex')

const askLinks = (token: string | null): Question => ({
  path: '/_apis/wit/reporting/workitemlinks',
  query: { linkTypes: LINK_TYPES, ...(token !== null && { continuationToken: token }) },
  where: 'reading the feed of links',
  endpointClass: 'reporting',
})

export function parseLink(record: RawRecord): readonly SourceRecord[] {
  const { rel, sourceId, targetId, changedDate, isActive } = requireShape(LinkRowSchema, record.payload, record)
  const link: SourceLink = {
    type: 'link',
    externalId: identifyLink(rel, sourceId, targetId),
    typeId: rel,
    fromId: String(sourceId),
    toId: String(targetId),
    active: isActive,
    changedAt: readInstant(changedDate),
  }
  return [link]
}
