import type { Static } from 'typebox'
import type { AzureDevOpsClient } from './client.ts'
import { CategoryListSchema, ItemTypeListSchema } from './payloads.ts'
import type { SharedProcess } from './processes.ts'

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
  findProcess: (projectId: string) => Promise<SharedProcess | null>,
  keep: <T>(load: () => Promise<T>) => () => Promise<T>,
): (projectId: string) => Promise<ProcessTypes> {
  const loads = new Map<string, () => Promise<ProcessTypes>>()
  return async projectId => {
    const key = (await findProcess(projectId))?.id ?? `project ${projectId}`
    // Whichever project of the process comes first is asked.
    const load = loads.get(key) ?? keep(() => readTypes(client, projectId))
    loads.set(key, load)
    return load()
  }
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
