import type { FastifyRequest } from 'fastify'
import { fieldsByLowerCaseName } from './fields.ts'
import { Refusal, refuseArgument } from './refusal.ts'

/** The query of a request; names are compared without case, as the service does. */
export type Query = ReadonlyMap<string, string>

export function readQuery(request: FastifyRequest): Query {
  const text = (request.raw.url ?? '').split('?')[1] ?? ''
  return new Map([...new URLSearchParams(text)].map(([name, value]) => [name.toLowerCase(), value]))
}

export function readNumber(query: Query, name: string, fallback: number): number {
  const text = query.get(name.toLowerCase())
  if (text === undefined || text === '') return fallback
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw refuseArgument(`The value '${text}' is not valid for ${name}.`)
  return number
}

export function readFlag(query: Query, name: string): boolean {
  return query.get(name.toLowerCase())?.toLowerCase() === 'true'
}

/** Dates come as ISO or as RFC 1123 (`toUTCString`), depending on the client. */
export function readInstant(query: Query, name: string): number | null {
  const text = query.get(name.toLowerCase())
  return text === undefined || text === '' ? null : parseInstant(text)
}

export function parseInstant(text: string): number {
  const instantMs = Date.parse(text)
  if (Number.isNaN(instantMs)) throw refuseArgument(`The value '${text}' is not a date.`)
  return instantMs
}

/** An enum value by name or by number: typed clients send the numbers. */
export function readChoice<T extends string>(
  value: unknown,
  choices: Readonly<Record<T, number>>,
  fallback: NoInfer<T>,
): T {
  if (value === undefined || value === null || value === '') return fallback
  const wanted = String(value).toLowerCase()
  for (const name in choices) {
    if (name.toLowerCase() === wanted || String(choices[name]) === wanted) return name
  }
  throw refuseArgument(`The value '${String(value)}' is not valid.`)
}

export function readList(query: Query, name: string): readonly string[] | null {
  const text = query.get(name.toLowerCase())
  if (text === undefined || text === '') return null
  return text.split(',').map(part => part.trim())
}

export function readIds(query: Query): readonly number[] | null {
  return readList(query, 'ids')?.map(Number) ?? null
}

/** Reference names as the organisation spells them; a name it does not have is refused. */
export function readFieldNames(names: readonly string[] | null): readonly string[] | null {
  if (names === null || names.length === 0) return null
  return names.map(name => {
    const field = fieldsByLowerCaseName.get(name.toLowerCase())
    if (field === undefined) {
      throw new Refusal(400, 'WorkItemTrackingFieldDefinitionNotFoundException', `TF51535: Cannot find field ${name}.`)
    }
    return field.referenceName
  })
}
