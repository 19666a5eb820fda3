import { type Static, type TSchema, Type } from 'typebox'

/* The small schemas that routes are made of. */

export const Id = Type.String({ format: 'uuid', description: 'Opaque.' })

export const IdParams = Type.Object({ id: Id })

/** A year that both Postgres and JavaScript know, and a day that exists. */
export const Day = Type.String({
  format: 'date',
  pattern: '^[12]\\d{3}-',
  'x-expected': 'must be a day such as 2027-01-31',
  examples: ['2027-01-31'],
})

export const Instant = Type.String({
  format: 'date-time',
  pattern: '^[12]\\d{3}-\\d{2}-\\d{2}T\\d{2}:[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$',
  'x-expected': 'must be an instant such as 2027-01-31T09:00:00Z',
  examples: ['2027-01-31T09:00:00Z'],
})

/** What a person types to name something. */
export const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', 'x-expected': 'must not be blank' })

/** `null` beside one type; JSON Schema 2020-12 writes it as a list of types, which serializes fastest. */
export const nullable = <Schema extends TSchema & { readonly type: string }>(schema: Schema) =>
  Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] })

/** One of these words, or null. */
export const wordOrNull = <const Words extends readonly string[]>(words: Words) =>
  Type.Unsafe<Words[number] | null>({ type: ['string', 'null'], enum: [...words, null] })

export const word = <const Words extends readonly string[]>(words: Words) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: [...words] })

export const closed = { additionalProperties: false } as const

/** An instant of the caller, in our form. */
export const toUtc = (instant: string): string => new Date(instant).toISOString()

export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), expected: Type.String() }))),
})

/** Every route can fail; all failures look alike. */
export const problems = {
  default: { description: 'What went wrong (RFC 9457).', content: { 'application/problem+json': { schema: Problem } } },
} as const

export const Nothing = Type.Null({ description: 'Done.' })
