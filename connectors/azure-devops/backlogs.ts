import { type BacklogConfiguration, leaveOutBugs } from './backlog-levels.ts'
import { type AzureDevOpsClient, isProblem } from './client.ts'
import { BacklogConfigurationSchema } from './payloads.ts'
import type { ProcessTypes } from './process-types.ts'
import type { SharedProcess } from './processes.ts'
import type { TeamSettingsReader } from './team-settings.ts'

interface Asked {
  readonly client: AzureDevOpsClient
  readonly listFollowedProjects: () => Promise<readonly { readonly id: string }[]>
  readonly readTypes: (projectId: string) => Promise<ProcessTypes>
  readonly readDefaultTeam: TeamSettingsReader['readDefaultTeam']
}

/**
 * The backlogs of a project as its default team sees them; null where that team has none: without a backlog iteration it
 * answers TF400497. Their levels and fields are the process's, so that they are asked for once for all of its projects;
 * where bugs are kept is each team's own, and its settings tell.
 */
export function openBacklogs(
  organization: Asked,
  findProcess: (projectId: string) => Promise<SharedProcess | null>,
  keep: <T>(load: () => Promise<T>) => () => Promise<T>,
): (projectId: string) => Promise<BacklogConfiguration | null> {
  const { client } = organization
  const loads = new Map<string, () => Promise<BacklogConfiguration | null>>()

  async function readShared(first: string, siblings: readonly string[]): Promise<BacklogConfiguration | null> {
    for (const projectId of [first, ...siblings.filter(id => id !== first)]) {
      const backlogs = await readBacklogs(client, projectId, [400, 403, 404])
      if (backlogs !== null) return leaveOutBugs(backlogs, (await organization.readTypes(projectId)).categories)
    }
    return null
  }

  return async projectId => {
    const process = await findProcess(projectId)
    const followed = process === null ? [] : await organization.listFollowedProjects()
    const siblings = followed.map(({ id }) => id).filter(id => process?.projectIds.includes(id))
    // Alone in its process, a project is told by one answer.
    const team = siblings.length > 1 ? await organization.readDefaultTeam(projectId) : null
    if (process === null || team?.bugsBehavior == null) return readBacklogs(client, projectId, [400, 404])
    const load = loads.get(process.id) ?? keep(() => readShared(projectId, siblings))
    loads.set(process.id, load)
    const shared = await load()
    if (shared === null) return readBacklogs(client, projectId, [400, 404])
    return { ...shared, bugsBehavior: team.bugsBehavior }
  }
}

/** Null for these statuses. Its `workItemTypeMappedStates` are not used: they call Resolved InProgress and leave Removed out. */
async function readBacklogs(
  client: AzureDevOpsClient,
  projectId: string,
  statuses: readonly number[],
): Promise<BacklogConfiguration | null> {
  const answer = await client.askUnless(statuses, BacklogConfigurationSchema, {
    path: `/${projectId}/_apis/work/backlogconfiguration`,
    where: 'reading the backlog configuration',
    endpointClass: 'metadata',
  })
  return isProblem(answer) ? null : answer.value
}
