/** What a request is for. The limits on an incremental differ for the streams of work items and those of the structure. */
export type RequestGroup =
  /** Work items with their history, links and hours. */
  | 'work items'
  /** Asked once for a reading of either kind: who we are, which projects and fields there are. Counts for both. */
  | 'site'
  | 'structure'

export interface RequestCount {
  readonly endpoint: string
  readonly group: RequestGroup
  readonly count: number
}

const WORK_ITEMS = /\/search\/|\/changelog\/|\/worklog\/|\/reporting\/|\/workitemsbatch|\/wiql|\/workitems\b/i
const SITE =
  /\/serverInfo|\/myself|\/project\/search|\/field$|\/fields$|_edge|_apis\/projects$|connectionData|projectHistory/i

export function countRequests(
  requests: readonly { readonly method: string; readonly path: string }[],
): readonly RequestCount[] {
  const counts = new Map<string, RequestCount>()
  for (const { method, path } of requests) {
    const endpoint = `${method} ${nameEndpoint(path)}`
    const group = WORK_ITEMS.test(path) ? 'work items' : SITE.test(path) ? 'site' : 'structure'
    counts.set(endpoint, { endpoint, group, count: (counts.get(endpoint)?.count ?? 0) + 1 })
  }
  return [...counts.values()].sort((one, other) => other.count - one.count)
}

/** The path without what differs from project to project. */
function nameEndpoint(path: string): string {
  return path
    .replace(/^\/rest\/api\/\d|^\/rest\/agile\/[\d.]+/, '')
    .replace(/^\/bench(?=\/)/, '')
    .replaceAll(/\/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '/{id}')
    .replaceAll(/\/\d+/g, '/{id}')
}

export const sumOf = (counts: readonly RequestCount[], ...groups: readonly RequestGroup[]): number =>
  counts.reduce((sum, { group, count }) => (groups.includes(group) ? sum + count : sum), 0)
