import type { FloorReader } from './floor-reader.ts'

/** The most that Jira takes at once. */
const ISSUES_PER_PAGE = 100

/** Every request that a whole Jira site needs: its structure, and issues with their histories, sprints, releases and worklogs. */
export async function readWholeSite({ get, post }: FloorReader, fields: readonly string[]): Promise<void> {
  const api = '/rest/api/3'
  const agile = '/rest/agile/1.0'
  const projects = await get(`${api}/project/search?maxResults=100`)
  const boards = await get(`${agile}/board?maxResults=50`)

  async function readProject(id: string | number): Promise<void> {
    for (let nextPageToken: string | undefined; ; ) {
      const jql = `project in (${id}) ORDER BY updated ASC, id ASC`
      const body = { jql, fields, maxResults: ISSUES_PER_PAGE, expand: 'changelog', nextPageToken }
      nextPageToken = (await post(`${api}/search/jql`, body)).nextPageToken
      if (nextPageToken === undefined) return
    }
  }

  async function readWorklogs(): Promise<void> {
    const lists: Promise<unknown>[] = []
    for (let since = 0; ; ) {
      const page = await get(`${api}/worklog/updated?since=${since}`)
      const ids = (page.values ?? []).map(({ worklogId }) => worklogId)
      if (ids.length > 0) lists.push(post(`${api}/worklog/list`, { ids }))
      since = page.until ?? since
      if (page.lastPage !== false) break
    }
    await Promise.all(lists)
  }

  await Promise.all([
    readWorklogs(),
    ...(projects.values ?? []).map(({ id }) => readProject(id)),
    get(`${api}/worklog/deleted?since=0`),
    ...['serverInfo', 'field', 'status', 'issuetype', 'issueLinkType'].map(name => get(`${api}/${name}`)),
    get(`${api}/auditing/record?limit=1000&filter=VERSION`),
    ...(projects.values ?? []).map(({ id }) => get(`${api}/project/${id}/version?maxResults=50`)),
    ...(boards.values ?? []).flatMap(({ id }) => [
      get(`${agile}/board/${id}/configuration`),
      get(`${agile}/board/${id}/sprint?maxResults=50`),
    ]),
  ])
}
