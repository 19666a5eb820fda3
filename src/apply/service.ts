import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

/** The running service, as any client sees it. */
export interface Service {
  /** Null when there is no such thing. */
  readonly find: <Answer extends TSchema>(path: string, answer: Answer) => Promise<Static<Answer> | null>
  readonly list: <Item extends TSchema>(path: string, item: Item) => Promise<readonly Static<Item>[]>
  readonly send: <Answer extends TSchema>(
    method: 'POST' | 'PATCH' | 'PUT',
    path: string,
    body: object,
    answer: Answer,
  ) => Promise<Static<Answer>>
}

/** The service's own sentence about what it refused. */
export class RefusedError extends Error {
  /** Null: the service was not reached. */
  readonly status: number | null
  constructor(message: string, { status = null, ...options }: ErrorOptions & { readonly status?: number | null } = {}) {
    super(message, options)
    this.name = 'RefusedError'
    this.status = status
  }
}

const Problem = Type.Object({ detail: Type.String() })
/** Creating a connection asks the tracker first. */
const DEADLINE_MS = 60_000

export function openService(url: string, token: string): Service {
  async function ask<Answer extends TSchema>(
    method: string,
    path: string,
    answer: Answer,
    body?: object,
  ): Promise<Static<Answer>> {
    const response = await reach(url, `${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    const value: unknown = await response.json().catch(() => null)
    if (!response.ok)
      throw new RefusedError(
        Value.Check(Problem, value) ? value.detail : `${url} answered ${response.status}; is that Milepost?`,
        { status: response.status },
      )
    if (!Value.Check(answer, value))
      throw new RefusedError(
        `${url} answered something else than this version expects; is it the same version of Milepost?`,
      )
    return value
  }
  return {
    async list(path, item) {
      const Page = Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) })
      const all: Static<typeof item>[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: Static<typeof Page> = await ask(
          'GET',
          cursor === '' ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`,
          Page,
        )
        all.push(...page.items)
        cursor = page.nextCursor
      }
      return all
    },
    async find(path, answer) {
      try {
        return await ask('GET', path, answer)
      } catch (error) {
        if (error instanceof RefusedError && error.status === 404) return null
        throw error
      }
    },
    send: (method, path, body, answer) => ask(method, path, answer, body),
  }
}

async function reach(url: string, ...request: Parameters<typeof fetch>): Promise<Response> {
  try {
    return await fetch(...request)
  } catch (error) {
    throw new RefusedError(`${url} does not answer. Start Milepost, or name its address with --url.`, { cause: error })
  }
}
