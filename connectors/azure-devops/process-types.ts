import type { Static } from 'typebox'
import { type AzureDevOpsClient, isProblem } from './client.ts'
import { CategoryListSchema, ItemTypeListSchema, ProcessListSchema } from './payloads.ts'

export interface ProcessTypes {
  readonly types: Static<typeof ItemTypeListSchema>['value']
  readonly categories: Static<typeof CategoryListSchema>['value']
}

/**
 * Work item types and their categories by project. Projects of one inherited process have the same, so that they are asked
 * for once for all of them; a project of an XML process, or of one the tracker does not tell, is asked for itself.
 */
export function openProcessTypes(
  client: AzureDevOpsClient,
  keep: <T>(load: () => Promise<T>) => () => Promise<T>,
): (projectId: string) => Promise<ProcessTypes> {
  const listProcesses = keep(() => readProcesses(client))
  const loads = new Map<string, () => Promise<ProcessTypes>>()
  return async projectId => {
    const process = (await listProcesses()).get(projectId)
    const key = process ?? `project ${projectId}`
    // Whichever project of the process comes first is asked.
    const load = loads.get(key) ?? keep(() => readTypes(client, projectId))
    loads.set(key, load)
    return load()
  }
}

/** Ids of the processes that several projects share, by project; empty where the tracker does not tell. */
async function readProcesses(client: AzureDevOpsClient): Promise<ReadonlyMap<string, string>> {
  const answer = await client.askUnless([400, 403, 404], ProcessListSchema, {
    path: '/_apis/work/processes',
    query: { $expand: 'projects' },
    where: 'reading the processes of the projects',
    endpointClass: 'metadata',
  })
  if (isProblem(answer)) return new Map()
  // "custom" is a process in XML, which a project may change for itself.
  const shared = answer.value.value.filter(
    ({ customizationType }) => customizationType === 'system' || customizationType === 'inherited',
  )
  return new Map(shared.flatMap(({ typeId, projects }) => (projects ?? []).map(({ id }) => [id, typeId] as const)))
}

async function readTypes(client: AzureDevOpsClient, projectId: string): Promise<ProcessTypes> {
  const types = await client.ask(ItemTypeListSchema, {
    path: `/${projectId}/_apis/wit/workitemtypes`,
    where: 'reading work item types',
    endpointClass: 'metadata',
  })
  const categories = await client.ask(CategoryListSchema, {
    path: `/${projectId}/_apis/wit/workitemtypecategories`,
    where: 'reading work item type categories',
    endpointClass: 'metadata',
  })
  return { types: types.value.value, categories: categories.value.value }
}
