import type { Observation } from './fact.ts'
import { compareInstants } from './instant.ts'
import { holdsSeveral, saidKey } from './statement.ts'
import type { PlanningField, Span } from './work-item.ts'

export interface Appended<Stored extends Span> {
  /** Stored spans that end, and when. */
  readonly ended: readonly { readonly span: Stored; readonly validTo: string }[]
  readonly begun: readonly Span[]
}

/**
 * What observations add to the open spans of an item, when every one of them is later than all entries behind the stored
 * spans and none is missing between. Then nothing can come between any more, and the result is that of
 * {@link mergeSpans}, without reading what has ended and without witnesses.
 */
export function appendObservations<Stored extends Span>(
  open: readonly Stored[],
  observations: readonly Observation[],
): Appended<Stored> {
  const fields = new Map<PlanningField, Map<string, Current<Stored>>>()
  for (const span of open) valuesOf(fields, span.field).set(saidKey(span.value, span.raw), { stored: span })
  const ended: { span: Stored; validTo: string }[] = []
  const begun: Span[] = []
  for (const observation of [...observations].sort(comparePositions)) {
    const { field, raw, at, order, authorId, origin } = observation
    const current = valuesOf(fields, field)
    const values = readValues(observation)
    // Most revisions say of most fields what was said before.
    const [only = null] = values
    if (values.length === 1 && current.size === 1 && current.has(saidKey(only, raw))) continue
    const said = new Map(values.map(value => [saidKey(value, raw), value]))
    for (const [key, span] of current) {
      if (said.has(key)) continue
      if ('stored' in span) ended.push({ span: span.stored, validTo: at })
      else begun.push({ ...span.begun, validTo: at })
      current.delete(key)
    }
    for (const [key, value] of said) {
      if (current.has(key)) continue
      current.set(key, { begun: { field, value, raw, validFrom: at, validTo: null, authorId, order, origin } })
    }
  }
  for (const current of fields.values()) {
    for (const span of current.values()) if ('begun' in span) begun.push(span.begun)
  }
  return { ended, begun }
}

type Current<Stored> = { readonly stored: Stored } | { readonly begun: Span }

function valuesOf<Value>(fields: Map<PlanningField, Map<string, Value>>, field: PlanningField): Map<string, Value> {
  const known = fields.get(field)
  if (known !== undefined) return known
  const values = new Map<string, Value>()
  fields.set(field, values)
  return values
}

function readValues({ field, value }: Observation): readonly (string | null)[] {
  const values = typeof value === 'string' || value === null ? [value] : value
  const kept = holdsSeveral(field) ? values : values.slice(0, 1)
  return kept.length === 0 ? [null] : kept
}

const comparePositions = (a: Observation, b: Observation): number => compareInstants(a.at, b.at) || a.order - b.order
