import { type SQL, sql } from 'drizzle-orm'

/** An interval of an item's history; `toMs` is Infinity while it lasts. */
export interface PastSpan {
  readonly field: 'state' | 'estimate' | 'iteration'
  readonly fromMs: number
  readonly toMs: number
  readonly value: string
}

/** Between two intervals; in a value it would be no part of a number, a state or an id. */
const SEPARATOR = sql`chr(30)`

const epochUs = (at: SQL): SQL => sql`round(date_part('epoch', ${at}) * 1e6)::bigint`

/**
 * The intervals "p" of one item in one text, which `unpackSpans` reads: as rows of their own they would take three times as long
 * to come here. An end after `at` is none yet, but for iterations: those are held against their own end.
 */
export const packedSpans = (at: string): SQL => sql`string_agg(
  left(p.field, 1) || ${epochUs(sql`p.valid_from`)} || ','
    || coalesce(${epochUs(sql`case when p.field = 'iteration' or p.valid_to <= ${at}::timestamptz then p.valid_to end`)}::text, '')
    || ',' || p.entry_order || ',' || translate(p.value, ${SEPARATOR}, '?'),
  ${SEPARATOR})`

/** In the order of time, and of entry where two began at once. */
export function unpackSpans(text: string): readonly PastSpan[] {
  const spans = text.split('\x1e').map(unpack)
  return spans.length === 1 ? spans : spans.sort((a, b) => a.fromUs - b.fromUs || a.order - b.order)
}

interface OrderedSpan extends PastSpan {
  readonly fromUs: number
  readonly order: number
}

function unpack(text: string): OrderedSpan {
  const to = text.indexOf(',')
  const order = text.indexOf(',', to + 1)
  const value = text.indexOf(',', order + 1)
  const fromUs = Number(text.slice(1, to))
  return {
    field: FIELDS[text.charAt(0)] ?? 'state',
    fromUs,
    fromMs: Math.floor(fromUs / 1e3),
    toMs: to + 1 === order ? Number.POSITIVE_INFINITY : Math.floor(Number(text.slice(to + 1, order)) / 1e3),
    order: Number(text.slice(order + 1, value)),
    value: text.slice(value + 1),
  }
}

const FIELDS: Readonly<Record<string, PastSpan['field']>> = { s: 'state', e: 'estimate', i: 'iteration' }
