import { epochMs } from './instant.ts'
import {
  comparePositions,
  holdsSeveral,
  type Position,
  positionAt,
  type Said,
  type Statement,
  saidKey,
} from './statement.ts'
import { type WitnessedSpan, witnessesOf } from './witnessed-span.ts'
import type { PlanningField, Span } from './work-item.ts'

/** What stored spans of one field say, as the entries said it from which they were made. */
export function readStored(field: PlanningField, spans: readonly WitnessedSpan[]): readonly Statement[] {
  const statements: Statement[] = []
  for (const span of spans) {
    for (const witness of witnessesOf(span)) {
      const { authorId, origin } = witness
      const first = positionAt(witness.at, witness.order)
      const last = positionAt(witness.lastAt, witness.lastOrder)
      for (const position of comparePositions(first, last) === 0 ? [first] : [first, last]) {
        const said = holdsSeveral(field)
          ? saidAt(spans, position)
          : new Map([[saidKey(span.value, span.raw), { value: span.value, raw: span.raw, since: first }]])
        statements.push({ ...position, said, authorId, origin })
      }
    }
  }
  return statements
}

/** Where a value of several ended, and no statement that is left says so. */
export function inferEnds(spans: readonly WitnessedSpan[], statements: readonly Statement[]): readonly Statement[] {
  return spans.flatMap(span => {
    if (span.validTo === null) return []
    const key = saidKey(span.value, span.raw)
    const begin = positionAt(span.validFrom, span.order)
    const end = positionAt(span.validTo, Number.POSITIVE_INFINITY)
    const again = spans
      .filter(other => other !== span && saidKey(other.value, other.raw) === key)
      .map(other => positionAt(other.validFrom, other.order))
      .filter(position => position.ms === end.ms && comparePositions(begin, position) < 0)
      .sort(comparePositions)[0]
    const then = statements.filter(
      statement => statement.ms === end.ms && comparePositions(statement, again ?? end) < 0,
    )
    if (then.some(statement => comparePositions(begin, statement) < 0 && !statement.said.has(key))) return []
    const order = again === undefined ? Math.max(0, ...then.map(each => each.order)) + 0.5 : again.order - 0.5
    const position = positionAt(span.validTo, order)
    return [
      {
        ...position,
        said: saidAt(spans, position),
        authorId: null,
        origin: 'reconstructed' as const,
        isInferred: true,
      },
    ]
  })
}

/** All values that the stored spans of a field with several values hold at a position. */
function saidAt(spans: readonly WitnessedSpan[], position: Position): ReadonlyMap<string, Said> {
  const said = new Map<string, Said>()
  for (const span of spans) {
    const { value, raw, validTo } = span
    const witness = witnessesOf(span).find(
      candidate =>
        comparePositions(positionAt(candidate.at, candidate.order), position) <= 0 &&
        comparePositions(position, positionAt(candidate.lastAt, candidate.lastOrder)) <= 0,
    )
    if (witness !== undefined) {
      said.set(saidKey(value, raw), { value, raw, since: positionAt(witness.at, witness.order) })
    } else if (hasBegun(span, position) && (validTo === null || position.ms < epochMs(validTo))) {
      said.set(saidKey(value, raw), { value, raw, since: position })
    }
  }
  return said
}

function hasBegun(span: Span, position: Position): boolean {
  return comparePositions(positionAt(span.validFrom, span.order), position) <= 0
}
