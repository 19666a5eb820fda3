import { words } from '../words/words.ts'
import { addressOf } from './address.ts'
import { dropEarly, takeEarly } from './early.ts'
import type { Answer, Input, Operation } from './operation.ts'

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

/** Asks one operation of the API. Throws a RequestError with the service's own words. */
export async function ask<O extends Operation>(
  operation: O,
  input: Input<O>,
  { signal, csrfToken }: { readonly signal?: AbortSignal; readonly csrfToken?: string } = {},
): Promise<Answer<O>> {
  const { body } = input as { readonly body?: unknown }
  const response = await send(addressOf(operation, input), {
    method: operation.split(' ')[0] ?? 'GET',
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

async function send(url: string, init: RequestInit): Promise<Response> {
  const isReading = init.method === 'GET'
  if (!isReading) dropEarly()
  try {
    return await ((isReading ? takeEarly(url) : undefined) ?? fetch(url, init))
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
