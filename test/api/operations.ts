import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { Compile } from 'typebox/compile'

/** One method of one path, as the OpenAPI document describes it. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Pick<Operation, 'responses'>>>>>
}

export const readOperations = (document: Document): readonly Operation[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({ method: method.toUpperCase(), path, responses })),
  )

/** The operation that was asked for, or null. Throws when its answer is not what the document promises. */
export function requireDocumented(
  operations: readonly Operation[],
  { method = 'GET', url }: InjectOptions,
  response: LightMyRequestResponse,
): Operation | null {
  const [path = ''] = String(url).split('?')
  const operation = operations.find(each => each.method === method.toUpperCase() && patternOf(each.path).test(path))
  if (operation === undefined) return null
  const { statusCode, body } = response
  const promised =
    operation.responses[String(statusCode)] ?? (statusCode >= 400 ? operation.responses.default : undefined)
  const name = `${operation.method} ${operation.path}`
  if (promised === undefined) throw new Error(`${name} answered ${statusCode}, which is not documented: ${body}`)
  const [type = ''] = String(response.headers['content-type'] ?? '').split(';')
  const schema = promised.content?.[type]?.schema
  if (schema === undefined) {
    if (body === '') return operation
    throw new Error(`${name} answered ${statusCode} as "${type}", which is not documented: ${body.slice(0, 500)}`)
  }
  const check = Compile(sealed(schema))
  const value: unknown = JSON.parse(body)
  if (!check.Check(value))
    throw new Error(
      `${name} answered what is not documented: ${JSON.stringify(check.Errors(value).slice(0, 5))} in ${body.slice(0, 500)}`,
    )
  return operation
}

/** A literal segment wins over a parameter because `{id}` takes no slash and ids hold no letters beyond hex. */
const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)

/** No answer may hold a field that the document does not name. */
function sealed(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map(sealed)
  if (typeof schema !== 'object' || schema === null) return schema as never
  const entries = Object.entries(schema).map(
    ([key, value]) => [key, key === 'enum' || key === 'examples' ? value : sealed(value)] as const,
  )
  const result: Record<string, unknown> = Object.fromEntries(entries)
  return 'properties' in result && !('additionalProperties' in result)
    ? { ...result, additionalProperties: false }
    : result
}
