import type { WorklogFact } from './fact.ts'
import { compareInstants, utcDay } from './instant.ts'
import { recordId } from './record-id.ts'
import type { Span } from './work-item.ts'

/**
 * Effort of trackers without a work log, read from the changes of Completed Work: one entry for each change, by whoever
 * changed it. A decrease is a correction and negative; the first value counts from zero.
 *
 * A field that was emptied says that nobody knows, not that the work was undone: it makes no entry, and the next number
 * is compared with the last one known. Forms and process changes clear fields; a person who takes hours back writes a
 * smaller number.
 *
 * Totals are rounded to seconds before they are compared, so that the entries always add up to the last known value.
 */
export function deriveEffort(
  item: { readonly connectionId: string; readonly externalId: string; readonly id: string },
  spans: readonly Span[],
): readonly WorklogFact[] {
  const entries: WorklogFact[] = []
  let knownSeconds = 0
  for (const span of spans.filter(({ field }) => field === 'completed_hours').sort(compareBegins)) {
    const hours = span.value === null || span.value === '' ? Number.NaN : Number(span.value)
    if (!Number.isFinite(hours)) continue
    const totalSeconds = Math.round(hours * 3600)
    const seconds = totalSeconds - knownSeconds
    knownSeconds = totalSeconds
    if (seconds !== 0) entries.push(entryOf(item, span, seconds))
  }
  return entries
}

function entryOf(
  item: { readonly connectionId: string; readonly externalId: string; readonly id: string },
  { validFrom, order, authorId }: Span,
  seconds: number,
): WorklogFact {
  const externalId = `${item.externalId}@${order}`
  return {
    type: 'worklog',
    id: recordId(item.connectionId, 'worklog', externalId),
    externalId,
    workItemId: item.id,
    authorId,
    startedAt: validFrom,
    day: utcDay(validFrom),
    createdAt: validFrom,
    updatedAt: validFrom,
    seconds,
    inferred: true,
  }
}

function compareBegins(a: Span, b: Span): number {
  return compareInstants(a.validFrom, b.validFrom) || a.order - b.order
}
