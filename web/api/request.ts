import { words } from '../words/words.ts'
import type { Operations } from './generated/operations.ts'

export type Operation = keyof Operations
export type Answer<O extends Operation> = Operations[O]['answer']
/** One element of a list that an operation answers. */
export type Item<O extends Operation> = Answer<O> extends { items: readonly (infer T)[] } ? T : never

type Part<Name extends string, T> = keyof T extends never
  ? { readonly [P in Name]?: undefined }
  : Record<never, never> extends T
    ? { readonly [P in Name]?: T }
    : { readonly [P in Name]: T }
type Body<T> = T extends null ? { readonly body?: undefined } : { readonly body: T }
/** What an operation has to be given: parts of the path, of the query and a body, as far as it takes them. */
export type Input<O extends Operation> = Part<'path', Operations[O]['path']> &
  Part<'query', Operations[O]['query']> &
  Body<Operations[O]['body']>

/** What the service says about one part of what was sent. */
interface FieldProblem {
  /** Where, from the outside in: "body.settings.baseUrl". */
  readonly field: string
  readonly expected: string
}

/** The service refused, or could not be reached; `status` 0 says the latter. */
export class RequestError extends Error {
  readonly status: number
  readonly title: string
  readonly detail: string
  /** Which parts of what was sent it is about. */
  readonly fields: readonly FieldProblem[]
  constructor(status: number, title: string, detail: string, fields: readonly FieldProblem[] = []) {
    super(`${title} ${detail}`.trim())
    this.name = 'RequestError'
    this.status = status
    this.title = title
    this.detail = detail
    this.fields = fields
  }
}

interface LooseInput {
  readonly path?: Readonly<Record<string, string>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
}

/** Asks one operation of the API. Throws a RequestError with the service's own words. */
export async function ask<O extends Operation>(
  operation: O,
  input: Input<O>,
  { signal, csrfToken }: { readonly signal?: AbortSignal; readonly csrfToken?: string } = {},
): Promise<Answer<O>> {
  const [method = 'GET', template = '/'] = operation.split(' ')
  const { path, query, body } = input as LooseInput
  const response = await send(addressOf(template, path, query), {
    method,
    ...(signal === undefined ? {} : { signal }),
    headers: {
      ...(csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null)
  if (!response.ok) throw toError(response.status, answer)
  return answer as Answer<O>
}

function addressOf(template: string, path: LooseInput['path'], query: LooseInput['query']): string {
  const filled = template.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(path?.[name] ?? ''))
  const given = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  )
  return `/api/v1${filled}${given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`}`
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw new RequestError(0, words.shell.unreachable, words.shell.unreachableHint)
  }
}

function toError(status: number, answer: unknown): RequestError {
  const problem =
    typeof answer === 'object' && answer !== null
      ? (answer as { title?: unknown; detail?: unknown; errors?: readonly FieldProblem[] })
      : {}
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const title = text(problem.title) || words.shell.answeredOnly(status)
  return new RequestError(status, title, text(problem.detail), problem.errors ?? [])
}
