import { mkdirSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { compile, type JSONSchema } from 'json-schema-to-typescript'

/** What of an OpenAPI 3.1 document is read here. */
interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: JSONSchema }[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: JSONSchema } | undefined> }
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: JSONSchema } | undefined> }>
}

interface Document {
  readonly components: { readonly schemas: Record<string, JSONSchema> }
  readonly paths: Record<string, Record<string, Operation>>
}

const TARGET = new URL('./generated/operations.ts', import.meta.url)
const PREFIX = '/api/v1'

const objectOf = (properties: Record<string, JSONSchema>, required: readonly string[]): JSONSchema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required: [...required],
})

/** The schema of what an operation takes and gives, as one object: `{query, path, body, answer}`. */
function describeOperation({ parameters = [], requestBody, responses }: Operation): JSONSchema {
  const placed = (place: string): JSONSchema => {
    const found = parameters.filter(parameter => parameter.in === place)
    return objectOf(
      Object.fromEntries(found.map(({ name, schema }) => [name, schema])),
      found.filter(({ required }) => required === true).map(({ name }) => name),
    )
  }
  const answer = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
  const parts: Record<string, JSONSchema> = {
    path: placed('path'),
    query: placed('query'),
    body: requestBody?.content['application/json']?.schema ?? { type: 'null' },
    answer: answer?.content?.['application/json']?.schema ?? { type: 'null' },
  }
  return objectOf(parts, Object.keys(parts))
}

/** The types of all operations under /api/v1, from an OpenAPI document. */
async function generateTypes(document: Document): Promise<string> {
  const operations = Object.entries(document.paths)
    .filter(([path]) => path.startsWith(`${PREFIX}/`))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) =>
          [`${method.toUpperCase()} ${path.slice(PREFIX.length)}`, describeOperation(operation)] as const,
      ),
    )
  const schema = {
    ...objectOf(
      Object.fromEntries(operations),
      operations.map(([name]) => name),
    ),
    components: document.components,
  }
  return compile(plain(schema) as JSONSchema, 'Operations', {
    additionalProperties: false,
    bannerComment: '// Made by `npm run web:types` from /openapi.json. Do not edit.',
    format: false,
    unreachableDefinitions: false,
  })
}

/** Without titles and ids, from which names would be made, and without examples; descriptions stay as comments. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (key === '$id' || key === 'examples' ? [] : [[key, plain(each)]])),
  )
}

mkdirSync(new URL('.', TARGET), { recursive: true })
writeFileSync(TARGET, await generateTypes(JSON.parse(await text(process.stdin)) as Document))
