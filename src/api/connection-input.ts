import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Connector, SourceCheck } from '../../connectors/connector.ts'
import type { StoredConnection } from '../store/access/connections.ts'
import type { ConnectionInput, Dependencies, Trial } from './dependencies.ts'
import { ApiError } from './errors.ts'
import { askTracker } from './tracker-error.ts'
import { describeErrors, invalid } from './validate.ts'

/** A tracker that has not answered by then is told to the person who waits. */
const CHECK_DEADLINE_MS = 25_000

export function requireConnector(connectors: ReadonlyMap<string, Connector>, kind: string): Connector {
  const connector = connectors.get(kind)
  if (connector !== undefined) return connector
  const known = [...connectors.keys()]
    .toSorted()
    .map(each => JSON.stringify(each))
    .join(', ')
  throw invalid([{ field: 'body.kind', expected: `must be one of ${known}` }])
}

export interface Usable {
  /** What the tracker says of itself; null when it was not asked. */
  readonly found: SourceCheck | null
  readonly sealAccess: Trial['seal']
}

/**
 * Refuses what this kind of tracker cannot be opened with, before anything is stored: the shape, the address, and unless
 * `ask` is false the tracker's own answer. `stored` is the connection whose credentials these are.
 */
export async function requireUsable(
  connector: Connector,
  input: ConnectionInput,
  { openTrial, ask }: Pick<Dependencies, 'openTrial'> & { readonly ask: boolean },
  stored?: StoredConnection,
): Promise<Usable> {
  requireShape(connector.settings, input.settings, 'body.settings')
  requireShape(connector.credentials, input.credentials, 'body.credentials')
  const signal = AbortSignal.timeout(CHECK_DEADLINE_MS)
  return askTracker(async () => {
    const { source, seal } = await openTrial(connector, input, signal, stored)
    try {
      return { found: ask ? await source.check() : null, sealAccess: seal }
    } catch (error) {
      if (!signal.aborted) throw error
      const sentence = `The tracker did not answer within ${CHECK_DEADLINE_MS / 1_000} s; check the base URL.`
      throw new ApiError('tracker_unreachable', sentence)
    } finally {
      await source.close()
    }
  })
}

function requireShape(schema: TSchema, value: unknown, field: string): void {
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
