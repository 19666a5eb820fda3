import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Page, PageKey, PageRequest } from '../store/page.ts'
import { ApiError } from './errors.ts'
import { nullable } from './field.ts'

const DEFAULT_LIMIT = 100
const HIGHEST_LIMIT = 1_000

/** Query parameters of every list. */
export const pageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 2_000, description: '`nextCursor` of the page before.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HIGHEST_LIMIT, default: DEFAULT_LIMIT })),
}

export const listOf = <Item extends TSchema>(item: Item) =>
  Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String({ description: 'Null on the last page.' })) })

/** What the list is sorted by before its id: text, or an instant as Postgres prints it (of a change, before its own key); or a number, or a mapped word. */
export type SortedBy = 'name' | 'instant' | 'change' | 'number' | 'word'

const PrintedInstant = Type.String({
  pattern: '^[12]\\d{3}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?\\+00$',
})

const Keys = {
  name: Type.Tuple([Type.String(), Type.String({ format: 'uuid' })]),
  instant: Type.Tuple([PrintedInstant, Type.String({ format: 'uuid' })]),
  change: Type.Tuple([PrintedInstant, Type.String({ pattern: '^[a-z][0-9a-f-]{1,36}$' })]),
  number: Type.Tuple([Type.String({ pattern: '^\\d{1,18}$' })]),
  word: Type.Tuple([Type.String(), Type.String(), Type.String()]),
}

export function readPage(query: Static<ReturnType<typeof pageSchema>>, sortedBy: SortedBy): PageRequest {
  return {
    after: query.cursor === undefined ? null : decode(query.cursor, sortedBy),
    limit: query.limit ?? DEFAULT_LIMIT,
  }
}

export const writePage = <Item>({ items, next }: Page<Item>) => ({
  items: [...items],
  nextCursor: next === null ? null : Buffer.from(JSON.stringify(next)).toString('base64url'),
})

const pageSchema = () => Type.Object(pageQuery)

function decode(cursor: string, sortedBy: SortedBy): PageKey {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Value.Check(Keys[sortedBy], key) && !key.some(part => part.includes('\0')) && isInstant(key[0], sortedBy))
      return key
  } catch {
    // Not JSON: told below, like every other cursor that is not ours.
  }
  const expected = 'must be the nextCursor of the page before, with the same filters'
  throw new ApiError('invalid_request', `query.cursor ${expected}.`, [{ field: 'query.cursor', expected }])
}

const isInstant = (text: string, sortedBy: SortedBy): boolean =>
  (sortedBy !== 'instant' && sortedBy !== 'change') || !Number.isNaN(Date.parse(text))
