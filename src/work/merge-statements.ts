import type { Observation } from './fact.ts'
import {
  comparePositions,
  holdsSeveral,
  type Position,
  positionAt,
  type Said,
  type Statement,
  saidKey,
} from './statement.ts'
import { inferEnds, readStored } from './stored-statement.ts'
import type { WitnessedSpan } from './witnessed-span.ts'
import type { PlanningField } from './work-item.ts'

/** What the observations and the stored spans of one field say, oldest first, one statement for each position. */
export function mergeStatements(
  field: PlanningField,
  stored: readonly WitnessedSpan[],
  observations: readonly Observation[],
): readonly Statement[] {
  const known = collect(readStored(field, stored))
  const byPosition = new Map(known)
  for (const [key, seen] of collect(observations.map(observation => readObservation(field, observation)))) {
    const before = known.get(key)
    byPosition.set(key, before === undefined || isMappedAnew(before, seen) ? seen : preferLater(before, seen))
  }
  const statements = [...byPosition.values()]
  const ends = holdsSeveral(field) ? collect(inferEnds(stored, [...known.values()])).values() : []
  return [...statements, ...ends].sort(comparePositions)
}

function collect(statements: readonly Statement[]): Map<string, Statement> {
  const byPosition = new Map<string, Statement>()
  for (const statement of statements) {
    const key = positionKey(statement)
    const other = byPosition.get(key)
    byPosition.set(key, other === undefined ? statement : preferLater(other, statement))
  }
  return byPosition
}

/** The tracker's word is the same and only our meaning of it differs: the mapping has changed since it was stored. */
function isMappedAnew(known: Statement, seen: Statement): boolean {
  const [before] = known.said.values()
  const [after] = seen.said.values()
  if (before === undefined || after === undefined) return false
  return before.raw !== null && before.raw === after.raw && before.value !== after.value
}

function readObservation(field: PlanningField, observation: Observation): Statement {
  const { value: observed } = observation
  const values = typeof observed === 'string' || observed === null ? [observed] : observed
  const kept: readonly (string | null)[] = holdsSeveral(field) ? values : values.slice(0, 1)
  const position = positionAt(observation.at, observation.order)
  const said = new Map<string, Said>()
  for (const value of kept.length === 0 ? [null] : kept) {
    said.set(saidKey(value, observation.raw), { value, raw: observation.raw, since: position })
  }
  return { ...position, said, authorId: observation.authorId, origin: observation.origin }
}

/** Two statements of one position: the later in text order; where they agree, with what the first knows of before. */
function preferLater(first: Statement, second: Statement): Statement {
  const better = rank(first) < rank(second) ? second : first
  return saidText(first) === saidText(second) ? { ...better, said: first.said } : better
}

/** Empty ranks first: a parent that was taken away and set again by one change is set. */
function rank(statement: Statement): string {
  const isEmpty = [...statement.said.values()].every(({ value }) => value === null)
  const { origin, authorId } = statement
  return JSON.stringify([isEmpty ? 0 : 1, saidText(statement), origin === 'observed' ? 1 : 0, authorId ?? ''])
}

function saidText(statement: Statement): string {
  return JSON.stringify([...statement.said.keys()].sort())
}

function positionKey(position: Position): string {
  return `${position.ms}@${position.order}`
}
