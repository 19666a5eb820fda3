import { Value } from 'typebox/value'
import { FromEnvironment } from './portfolio-file.ts'

export type ReadVariable = (name: string) => string | null

/** Replaces each `{env: NAME}` by the variable's value. `missing` collects the names that are not set. */
export function fillIn(value: unknown, readVariable: ReadVariable, missing: Set<string>): unknown {
  if (Value.Check(FromEnvironment, value)) {
    const found = readVariable(value.env)
    if (found === null) missing.add(value.env)
    return found ?? ''
  }
  if (Array.isArray(value)) return value.map(each => fillIn(each, readVariable, missing))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillIn(inner, readVariable, missing)]))
}
