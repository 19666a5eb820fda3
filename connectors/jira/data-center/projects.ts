import { type Static, Type } from 'typebox'
import type { JiraClient } from '../client.ts'
import { projectSchema } from '../payloads.ts'
import { compareIds } from '../record-id.ts'

/** Data Center has no search for projects: it lists all that the account sees, at once. */
export async function listProjects(client: JiraClient): Promise<readonly Static<typeof projectSchema>[]> {
  const projects = await client.ask({
    path: '/rest/api/2/project',
    endpointClass: 'project_list',
    where: 'listing Jira projects',
    schema: Type.Array(projectSchema),
  })
  return projects.toSorted((a, b) => compareIds(a.id, b.id))
}
