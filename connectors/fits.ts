import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'

/** Only remembers what follows from a schema; schemas made for one call are forgotten with it. */
const compiled = new WeakMap<TSchema, Validator>()

/**
 * Whether a value has the shape. The check is compiled when a schema is first used: a page holds thousands of records, and
 * interpreting the schema for each took more time than reading the JSON.
 */
export function fits<Schema extends TSchema>(schema: Schema, value: unknown): value is Static<Schema> {
  const known = compiled.get(schema)
  if (known !== undefined) return known.Check(value)
  const check = Compile(schema)
  compiled.set(schema, check)
  return check.Check(value)
}
