import { type Static, Type } from 'typebox'
import { RejectedError, UnavailableError } from '../errors.ts'
import { type AzureDevOpsClient, isProblem } from './client.ts'
import { ProjectListSchema, type ProjectSchema } from './payloads.ts'

export type Project = Static<typeof ProjectSchema>

/** The default; larger pages are not documented. Reading only the first is a known trap: getsentry/sentry#21128 */
const PAGE_SIZE = 100

/** Every project the account can see, in any state. */
export async function listProjects(client: AzureDevOpsClient): Promise<readonly Project[]> {
  const found = new Map<string, Project>()
  for (;;) {
    const { value, headers } = await client.ask(ProjectListSchema, {
      path: '/_apis/projects',
      query: { stateFilter: 'all', $top: PAGE_SIZE, $skip: found.size },
      where: 'reading the list of projects',
      endpointClass: 'metadata',
    })
    const sizeBefore = found.size
    for (const project of value.value) found.set(project.id, project)
    const hasMore = value.value.length === PAGE_SIZE || (headers['x-ms-continuationtoken'] ?? '') !== ''
    if (!hasMore) return [...found.values()]
    if (found.size === sizeBefore) {
      throw new UnavailableError('The tracker says that there are more projects, but repeats those it has listed.')
    }
  }
}

/** `deleting` and `deleted` projects stay listed for a while. A project in creation has no items yet. */
const isUsable = ({ state }: Project): boolean => state === undefined || state === 'wellFormed' || state === 'unchanged'

export const isDeleted = ({ state }: Project): boolean => state === 'deleting' || state === 'deleted'

/** The projects named in the settings, by id or name; all where none is named. */
export function selectFollowed(projects: readonly Project[], named: readonly string[] | undefined): readonly Project[] {
  const usable = projects.filter(isUsable)
  if (named === undefined || named.length === 0) return usable
  const missing = listMissing(usable, named)
  if (missing.length > 0) {
    throw new RejectedError(
      'bad_settings',
      `Azure DevOps does not show us ${missing.map(name => `"${name}"`).join(', ')}. ` +
        'Check the spelling, and that the account may read the project; or remove it from the settings.',
    )
  }
  return usable.filter(project => named.some(name => isCalled(project, name)))
}

/** Names in the settings that no visible project has. */
export const listMissing = (projects: readonly Project[], named: readonly string[]): readonly string[] =>
  named.filter(name => !projects.some(project => isUsable(project) && isCalled(project, name)))

/** Project names and GUIDs are compared without case by the tracker, too. */
function isCalled(project: Project, name: string): boolean {
  const wanted = name.trim().toLowerCase()
  return project.id.toLowerCase() === wanted || project.name.toLowerCase() === wanted
}

const HistoryListSchema = Type.Object({
  value: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
})

/** Names that projects had before a rename, in lower case, to their ids; empty where the tracker does not tell. */
export async function readFormerNames(client: AzureDevOpsClient): Promise<ReadonlyMap<string, string>> {
  const answer = await client.askUnless([400, 403, 404], HistoryListSchema, {
    path: '/_apis/projectHistory',
    query: { minRevision: 0 },
    where: 'reading former names of projects',
    endpointClass: 'metadata',
    // Never released: https://learn.microsoft.com/rest/api/azure/devops/core
    apiVersion: 'preview',
  })
  return isProblem(answer) ? new Map() : new Map(answer.value.value.map(({ id, name }) => [name.toLowerCase(), id]))
}
