import type { Static } from 'typebox'
import { type AzureDevOpsClient, isProblem } from './client.ts'
import { TeamSettingsSchema } from './payloads.ts'

export type TeamSettings = Static<typeof TeamSettingsSchema>

export interface TeamSettingsReader {
  /** Those of a project's default team, whichever it is. */
  readonly readDefaultTeam: (projectId: string) => Promise<TeamSettings | null>
  /** Those of one team: the answer about the default team, where that was asked for and names this one. */
  readonly readTeamSettings: (projectId: string, teamId: string) => Promise<TeamSettings | null>
}

/** How teams plan; null where it cannot be read. */
export function openTeamSettings(
  client: AzureDevOpsClient,
  keep: <T>(load: () => Promise<T>) => () => Promise<T>,
): TeamSettingsReader {
  const defaultTeams = new Map<string, () => Promise<TeamSettings | null>>()
  return {
    readDefaultTeam: projectId => {
      const load = defaultTeams.get(projectId) ?? keep(() => read(client, `/${projectId}`))
      defaultTeams.set(projectId, load)
      return load()
    },
    readTeamSettings: async (projectId, teamId) => {
      const place = `/${projectId}/${teamId}`
      const known = await defaultTeams.get(projectId)?.()
      const isOfTeam = known?.url?.toLowerCase().includes(`${place}/_apis/`.toLowerCase()) ?? false
      return known != null && isOfTeam ? known : read(client, place)
    },
  }
}

/** A team whose settings are incomplete answers 400 (TF400497); that is no reason to stop. */
async function read(client: AzureDevOpsClient, place: string): Promise<TeamSettings | null> {
  const answer = await client.askUnless([400, 403, 404], TeamSettingsSchema, {
    path: `${place}/_apis/work/teamsettings`,
    where: 'reading the settings of a team',
    endpointClass: 'metadata',
  })
  return isProblem(answer) ? null : answer.value
}
