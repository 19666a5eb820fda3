import type { Service } from './service.ts'

/** One difference between the file and the service, and how to remove it. */
export interface Step {
  readonly action: 'create' | 'change'
  readonly what:
    | 'connection'
    | 'portfolio'
    | 'program'
    | 'workstream'
    | 'initiative'
    | 'milestone'
    | 'health rules'
    | 'alert rules'
    | 'score model'
    | 'role'
    | 'rate'
    | 'budget'
    | 'channel'
    | 'baseline'
  readonly name: string
  readonly fields: readonly FieldChange[]
  /** Ids of what earlier steps made are found in `ids`. */
  readonly run: (service: Service, ids: Ids) => Promise<Secret | null>
}

export interface FieldChange {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

/** Shown once, by the service and by us. */
export interface Secret {
  readonly of: string
  readonly url: string | null
  readonly secret: string
}

/** Id of each thing by its place: "connection/jira", "program/growth/digital channels". */
export type Ids = Map<string, string>

/** Names are compared without case, as the service does. A slash in a name cannot be taken for a border. */
export const placeOf = (...parts: readonly string[]): string =>
  parts.map(part => encodeURIComponent(part.toLowerCase())).join('/')

export function requireId(ids: Ids, place: string): string {
  const id = ids.get(place)
  if (id === undefined) throw new Error(`${decodeURIComponent(place)} was expected to be there by now`)
  return id
}

/** The fields in which `wanted` differs from `current`; what the file does not name is left as it is. */
export function compare(
  current: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): readonly FieldChange[] {
  return Object.entries(wanted).flatMap(([field, to]) => {
    const from = current[field] ?? null
    return to === undefined || canonical(from) === canonical(to) ? [] : [{ field, from, to }]
  })
}

/** Equal for equal values, whatever the order of keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** Only what the file names. */
export const named = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
