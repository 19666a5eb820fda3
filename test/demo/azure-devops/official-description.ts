import { existsSync, readFileSync } from 'node:fs'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'

/**
 * The official Swagger 2.0 descriptions, made usable as JSON Schema. What is patched, because the live service and the
 * recordings of it disagree with the description:
 * - `values` of StreamedBatch is described as text; rows are objects.
 * - `additionalProperties: {type: object}` (fields, attributes, capabilities, states) means "anything": field
 *   values are text and numbers.
 * - Swagger 2.0 has no null; the service writes null for dates, descriptions and default values that are not set.
 * - `workingDays` are described as numbers of System.DayOfWeek, the service sends their names.
 * - `oldValue` and `newValue` are described as objects; they are plain field values.
 * - `descriptor` of an expanded team identity is described as an object; it is sent as text.
 * - Lists are described as arrays; on the wire they are `{count, value}`.
 * - A list read with `errorPolicy=omit` holds null entries, which no description mentions.
 */

const folder = new URL('../../../../shared/specs/', import.meta.url)
type Json = { [key: string]: unknown }
export type Area = 'core' | 'wit' | 'work' | 'hooks'

export const descriptionsExist = existsSync(new URL('ado-wit-7.1.json', folder))

export interface OfficialDescription {
  /** What is wrong with an answer of `GET path` (a path of the description); empty when nothing is. */
  readonly listFaults: (method: 'get' | 'post', path: string, answer: unknown) => readonly string[]
}

export function loadDescription(area: Area): OfficialDescription {
  // The files begin with a byte order mark.
  const text = readFileSync(new URL(`ado-${area}-7.1.json`, folder), 'utf8').replace(/^\uFEFF/, '')
  const description = JSON.parse(text) as { paths: Record<string, Json>; definitions: Json }
  const ajv = new Ajv.default({ strict: false, allErrors: true })
  addFormats.default(ajv)
  for (const format of ['int32', 'int64', 'double', 'float', 'byte']) ajv.addFormat(format, true)
  ajv.addSchema({ $id: 'description', definitions: patch(description.definitions) })
  return {
    listFaults: (method, path, answer) => {
      const operation = description.paths[path]?.[method] as { responses: { 200: { schema: Json } } } | undefined
      if (operation === undefined) throw new Error(`the description has no ${method} ${path}`)
      const { schema } = operation.responses[200]
      const body = schema.type === 'array' ? (answer as { value: unknown }).value : answer
      const validate = ajv.compile(pointTo(patch(schema)) as Json)
      if (validate(body)) return []
      return (validate.errors ?? []).map(
        error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
      )
    },
  }
}

function patch(node: unknown, name = ''): unknown {
  if (Array.isArray(node)) return node.map(child => patch(child))
  if (typeof node !== 'object' || node === null) return node
  const schema = node as Json
  if (name === 'additionalProperties' || name === 'oldValue' || name === 'newValue') {
    if (schema.type === 'object' && schema.properties === undefined) return {}
  }
  if (name === 'workingDays') return { type: 'array' }
  const patched: Json = {}
  for (const [key, child] of Object.entries(schema)) {
    patched[key] =
      key === 'values' && isTextList(child) ? { type: 'array', items: { type: 'object' } } : patch(child, key)
  }
  if (name === 'descriptor') return {}
  const { type, enum: choices } = patched
  if (Array.isArray(patched.allOf)) return { anyOf: [{ type: 'null' }, patched] }
  if (typeof type === 'string') patched.type = [type, 'null']
  if (Array.isArray(choices)) patched.enum = [...choices, null]
  return patched
}

function isTextList(node: unknown): boolean {
  const { type, items } = (node ?? {}) as { type?: unknown; items?: { type?: unknown } }
  return type === 'array' && items?.type === 'string'
}

/** References to definitions are looked up in the description added above. */
function pointTo(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(pointTo)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => [key, key === '$ref' ? `description${String(child)}` : pointTo(child)]),
  )
}
