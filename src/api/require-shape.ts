import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { ApiError } from './errors.ts'
import { describeErrors, invalid } from './validate.ts'

/** Refuses what does not fit a schema that is known only when the kind is. */
export function requireShape(schema: TSchema, value: unknown, field: string): void {
  if (Value.Check(schema, value)) return
  const { form, errors } = narrowed(schema, value)
  const problems = describeErrors(form, errors, field)
  throw problems.length > 0
    ? invalid(problems)
    : new ApiError('invalid_request', `${field} does not fit this kind of tracker.`)
}

/** Where a schema has forms told apart by `type`, only the form the caller means is worth talking about. */
function narrowed(schema: TSchema, value: unknown) {
  const forms = 'anyOf' in schema && Array.isArray(schema.anyOf) ? (schema.anyOf as readonly TSchema[]) : []
  const types = forms.flatMap(form => typeOf(form) ?? [])
  const given = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  const meant = forms.find(form => typeOf(form) === given)
  if (meant !== undefined) return { form: meant, errors: Value.Errors(meant, value) }
  if (types.length === 0) return { form: schema, errors: Value.Errors(schema, value) }
  const error = {
    keyword: 'enum',
    schemaPath: '',
    instancePath: '/type',
    params: { allowedValues: types },
    message: '',
  } as const
  return { form: schema, errors: [error] }
}

function typeOf(form: TSchema): string | null {
  const properties =
    'properties' in form ? (form.properties as Readonly<Record<string, { readonly const?: unknown }>>) : {}
  const name = properties.type?.const
  return typeof name === 'string' ? name : null
}
