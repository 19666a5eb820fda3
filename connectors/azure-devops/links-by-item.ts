import { Type } from 'typebox'
import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { Gap, Page } from '../connector.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import { readItems } from './fetch.ts'
import { PlaceSchema, walkItems } from './item-walk.ts'
import type { Organization } from './organization.ts'
import { toRawRelations } from './relations.ts'

const PositionSchema = Type.Object({
  version: Type.Literal(1),
  by: Type.Literal('item'),
  /** Links change no item, so that all items are looked through; once a day. */
  day: Type.String(),
  place: Type.Union([PlaceSchema, Type.Null()]),
  isDone: Type.Boolean(),
})

const REFUSED_FEED: Gap = {
  kind: 'refused_feed',
  subject: 'links',
  detail:
    'The tracker refuses its feed of links to this account: links and parents are looked up once a day and with each changed ' +
    'item, and are known since they were first seen. Grant the account the right to read the reporting feeds, then run a full sync.',
}

export const isItemCursor = (after: Cursor | null): boolean => readCursor(PositionSchema, after) !== null

/** Links where their feed is refused: those of every item, in batches. */
export async function* readLinksByItem(organization: Organization, after: Cursor | null): AsyncGenerator<Page> {
  const day = organization.now().toISOString().slice(0, 10)
  const saved = readCursor(PositionSchema, after)
  const position = saved?.day === day ? saved : null
  if (after !== null && position?.isDone === true) {
    yield { records: [], cursor: after, gaps: [REFUSED_FEED] }
    return
  }
  for await (const { ids, place } of walkItems(organization, { since: null, from: position?.place ?? null })) {
    const items = await readItems(organization, ids)
    const fetchedAt = organization.now().toISOString()
    const records: RawRecord[] = [...items.values()].map(({ id, relations }) =>
      toRawRelations(id, relations ?? [], { organizationUrl: organization.url, fetchedAt, isWhole: true }),
    )
    const cursor = writeCursor(PositionSchema, { version: 1, by: 'item', day, place, isDone: false })
    yield { records, cursor, gaps: [REFUSED_FEED] }
  }
  const cursor = writeCursor(PositionSchema, { version: 1, by: 'item', day, place: null, isDone: true })
  yield { records: [], cursor, gaps: [REFUSED_FEED] }
}
