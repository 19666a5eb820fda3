/** What any operation may be given, but for a body. */
export interface Asked {
  readonly path?: Readonly<Record<string, string>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
}

/** Where an operation is asked. What is asked alike has one address, in whatever order its query was put together. */
export function addressOf(operation: string, { path, query }: Asked): string {
  const [, template = '/'] = operation.split(' ')
  const filled = template.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(path?.[name] ?? ''))
  const given = Object.entries(query ?? {})
    .flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]]))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return `/api/v1${filled}${given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`}`
}

/** As much as the service gives at once: what is shown is mostly the whole. */
const PAGE_SIZE = 1_000

/** One page of a list, the first one without a cursor. */
export const pageOf = <A extends Asked>(input: A, cursor: string | null) => ({
  ...input,
  query: { ...input.query, limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) },
})
