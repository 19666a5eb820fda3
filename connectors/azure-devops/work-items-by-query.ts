import { Type } from 'typebox'
import type { Cursor } from '../../src/work/raw-record.ts'
import type { Gap, Page } from '../connector.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import { fetchItems } from './fetch.ts'
import { listWalked, PlaceSchema, walkItems } from './item-walk.ts'
import type { Organization } from './organization.ts'

const PositionSchema = Type.Object({
  version: Type.Literal(1),
  by: Type.Literal('query'),
  filter: Type.String(),
  /** Changes since then are still to be read; null: everything is. */
  since: Type.Union([Type.String(), Type.Null()]),
  place: Type.Union([PlaceSchema, Type.Null()]),
  /** Projects whose past is read: what changed in another while it was hidden from us, no date tells. */
  seen: Type.Optional(Type.Array(Type.String())),
})

const REFUSED_FEED: Gap = {
  kind: 'refused_feed',
  subject: 'work items',
  detail:
    'The tracker refuses its feed of revisions to this account, so that items are asked for one by one: it takes longer, and ' +
    'deletions are found by the daily count only. Grant the account the right to read the reporting feeds, then run a full sync.',
}

export const isQueryCursor = (after: Cursor | null): boolean => readCursor(PositionSchema, after) !== null

/**
 * Work items where the feed of revisions is refused: ids by query, items in batches, the revisions of each changed item. A
 * page is a batch; a reading that broke off goes on after its last one.
 */
export async function* readWorkItemsByQuery(
  organization: Organization,
  after: Cursor | null,
  filter: string,
): AsyncGenerator<Page> {
  const saved = readCursor(PositionSchema, after)
  const position = saved?.filter === filter ? saved : null
  const since = position?.since ?? null
  const from = position?.place ?? null
  const base = { version: 1, by: 'query', filter } as const
  const seen = position?.seen
  const walked = await listWalked(organization, from)
  let last = from
  for await (const { ids, place } of walkItems(organization, { since, from, ...(seen && { seen }) })) {
    const fetched = await fetchItems(organization, ids, { linksAreWhole: true })
    // What has gone since its id was listed is left to the count, which proves it.
    const records = fetched.flatMap(answer => (answer.outcome === 'found' ? answer.records : []))
    const cursor = writeCursor(PositionSchema, { ...base, since, place, ...(seen && { seen }) })
    yield { records, cursor, gaps: [REFUSED_FEED] }
    last = place
  }
  const stillSeen = await organization.listSeenProjects()
  // A walk that found nothing leaves the next one where it began itself. What is found twice is known by its content.
  const next = { since: last?.startedAt ?? since, place: null, seen: walked.filter(id => stillSeen.has(id)) }
  yield { records: [], cursor: writeCursor(PositionSchema, { ...base, ...next }), gaps: [REFUSED_FEED] }
}
