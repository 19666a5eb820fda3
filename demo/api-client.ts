/** Calls the service as any client would; throws the sentence of the problem the service answers with. */
export interface ApiClient {
  readonly get: <Answer>(path: string) => Promise<Answer>
  readonly post: <Answer>(path: string, body?: object) => Promise<Answer>
  readonly patch: <Answer>(path: string, body: object) => Promise<Answer>
}

export function openApi(serviceUrl: string, token: string): ApiClient {
  const call = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${serviceUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${describeProblem(text) ?? response.status}`)
    // The service checks its answers against its own schemas; the demo takes them as such.
    return (text === '' ? null : JSON.parse(text)) as Answer
  }
  return {
    get: path => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
  }
}

function describeProblem(text: string): string | null {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem !== 'object' || problem === null) return null
    if ('detail' in problem && typeof problem.detail === 'string') return problem.detail
    return 'title' in problem && typeof problem.title === 'string' ? problem.title : null
  } catch {
    return null
  }
}

/** All items of a list, page by page. */
export async function listAll<Item>(api: ApiClient, path: string): Promise<readonly Item[]> {
  const all: Item[] = []
  let cursor: string | null = null
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { readonly items: readonly Item[]; readonly nextCursor: string | null } = await api.get(
      `${path}${path.includes('?') ? '&' : '?'}limit=200${after}`,
    )
    all.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return all
}
