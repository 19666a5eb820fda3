import { type AzureDevOpsClient, isProblem } from './client.ts'
import { ProcessListSchema } from './payloads.ts'

/** What several projects have in common: none of them can change it for itself. */
export interface SharedProcess {
  readonly id: string
  readonly projectIds: readonly string[]
}

/** By project. One that is not in it is asked for itself, as all are where the tracker does not tell. */
export async function listProcesses(client: AzureDevOpsClient): Promise<ReadonlyMap<string, SharedProcess>> {
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
  return new Map(
    shared.flatMap(({ typeId, projects }) => {
      const projectIds = (projects ?? []).map(({ id }) => id)
      return projectIds.map(id => [id, { id: typeId, projectIds }] as const)
    }),
  )
}
