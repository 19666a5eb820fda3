import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { SourceLink, SourceRecord } from '../../src/work/source-record.ts'
import type { Gap, Page } from '../connector.ts'
import { fits } from '../fits.ts'
import type { Question } from './client.ts'
import { FeedRefusedError, readFeed, readToken, writePosition } from './continuation.ts'
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
  for await (const { rows, token } of readFeed(organization.client, readToken(after, LINK_TYPES), askLinks)) {
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
    yield { records, cursor: writePosition(token, LINK_TYPES), gaps }
  }
}

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
