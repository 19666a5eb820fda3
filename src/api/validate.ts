import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { ApiError, type FieldProblem } from './errors.ts'

/** A caller fixes one thing after the other; more than this only hides the first. */
const MOST_PROBLEMS_SHOWN = 10

/**
 * Nothing is removed, filled in or turned into another type in a body: what does not fit is refused by name. Query
 * strings are text, so there exact numbers and true/false become what the schema asks for.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const check = Compile(schema)
  const name = httpPart === 'querystring' ? 'query' : httpPart
  return (given: unknown) => {
    // No body is an empty one: then what is missing is named.
    const value = httpPart === 'querystring' ? readQuery(schema, given) : (given ?? {})
    if (check.Check(value)) return { value }
    // Ids are opaque: one that cannot exist is one that does not exist.
    if (httpPart === 'params') return { error: new ApiError('not_found') }
    return { error: invalid(describeErrors(schema, check.Errors(value), name)) }
  }
}

export function invalid(problems: readonly FieldProblem[]): ApiError {
  const [first] = problems
  const sentence = first === undefined ? undefined : `${first.field} ${first.expected}.`
  return new ApiError('invalid_request', sentence, problems)
}

/** What does not fit, in words: the field and what is expected of it. */
export function describeErrors(
  schema: TSchema,
  errors: readonly TLocalizedValidationError[],
  root: string,
): readonly FieldProblem[] {
  const described = errors.flatMap(error => describe(schema, error, root))
  const unique = new Map(described.map(problem => [`${problem.field} ${problem.expected}`, problem]))
  return [...unique.values()].slice(0, MOST_PROBLEMS_SHOWN)
}

function describe(schema: TSchema, error: TLocalizedValidationError, root: string): readonly FieldProblem[] {
  const at = (path: string): string => [root, ...path.split('/').slice(1)].join('.')
  const field = at(error.instancePath)
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map(name => ({ field: `${field}.${name}`, expected: 'is missing' }))
    case 'additionalProperties':
      return error.params.additionalProperties.map(name => ({
        field: `${field}.${name}`,
        expected: 'is not known here',
      }))
    case 'boolean':
      return []
    case 'const':
      return [{ field, expected: `must be ${JSON.stringify(error.params.allowedValue)}` }]
    case 'enum':
      return [
        {
          field,
          expected: `must be one of ${error.params.allowedValues.map(each => JSON.stringify(each)).join(', ')}`,
        },
      ]
    case 'format':
      return [{ field, expected: `must be ${FORMATS[error.params.format] ?? `a ${error.params.format}`}` }]
    case 'pattern':
      return [{ field, expected: readExpectation(schema, error.schemaPath) ?? 'is not written as it should be' }]
    case 'anyOf':
      return [{ field, expected: 'must be one of the documented forms' }]
    default:
      return [{ field, expected: error.message }]
  }
}

/** A pattern is for machines: the schema says beside it, as `x-expected`, what a person should write. */
function readExpectation(schema: TSchema, path: string): string | null {
  let at: unknown = schema
  for (const step of path.split('/').slice(1)) at = readOwn(at, step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const expected = readOwn(at, 'x-expected')
  return typeof expected === 'string' ? expected : null
}

const readOwn = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Readonly<Record<string, unknown>>)[name]
    : undefined

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a day such as 2027-01-31',
  'date-time': 'an instant such as 2027-01-31T09:00:00Z',
  uuid: 'an id as this service gives it',
}

function readQuery(schema: TSchema, given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !('properties' in schema)) return given
  const properties = schema.properties as Readonly<Record<string, { readonly type?: unknown }>>
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, readText(properties[name]?.type, value)]),
  )
}

function readText(type: unknown, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
