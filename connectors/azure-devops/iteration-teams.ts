import type { Gap } from '../connector.ts'
import { UnavailableError } from '../errors.ts'
import { isProblem } from './client.ts'
import type { Organization } from './organization.ts'
import { TeamIterationListSchema, TeamListSchema } from './payloads.ts'

const PAGE_SIZE = 100
/** One request for each team: a project may have 5,000, and which team uses an iteration is not worth that. */
const MAX_TEAMS = 25

/** Teams by the iterations they have selected, keyed by the GUID of the node in lower case. */
export async function readTeamsOfIterations(
  organization: Organization,
  projectId: string,
  gaps: Gap[],
): Promise<Map<string, readonly string[]>> {
  const teamIds = await listTeams(organization, projectId, gaps)
  if (teamIds.length > MAX_TEAMS) {
    gaps.push({
      kind: 'unsupported_board',
      subject: projectId,
      detail: `The project has more than ${MAX_TEAMS} teams; which of the others use an iteration is not read.`,
    })
  }
  const teams = new Map<string, readonly string[]>()
  for (const teamId of teamIds.slice(0, MAX_TEAMS)) {
    // A team whose settings are incomplete answers 400 (TF400497); that is no reason to stop.
    const answer = await organization.client.askUnless([400, 403, 404], TeamIterationListSchema, {
      path: `/${projectId}/${teamId}/_apis/work/teamsettings/iterations`,
      where: 'reading the iterations of a team',
      endpointClass: 'metadata',
    })
    if (isProblem(answer)) {
      gaps.push({
        kind: 'unsupported_board',
        subject: teamId,
        detail: 'The settings of this team cannot be read; its iterations are unknown.',
      })
      continue
    }
    for (const { id } of answer.value.value)
      teams.set(id.toLowerCase(), [...(teams.get(id.toLowerCase()) ?? []), teamId])
  }
  return teams
}

async function listTeams(organization: Organization, projectId: string, gaps: Gap[]): Promise<readonly string[]> {
  const found = new Set<string>()
  for (;;) {
    const answer = await organization.client.askUnless([403, 404], TeamListSchema, {
      path: `/_apis/projects/${projectId}/teams`,
      query: { $top: PAGE_SIZE, $skip: found.size },
      where: 'reading the teams of a project',
      endpointClass: 'metadata',
    })
    if (isProblem(answer)) {
      gaps.push({
        kind: 'forbidden',
        subject: projectId,
        detail: 'The teams of the project cannot be read: grant "Project and team (read)".',
      })
      return []
    }
    const sizeBefore = found.size
    for (const { id } of answer.value.value) found.add(id)
    if (answer.value.value.length < PAGE_SIZE || found.size > MAX_TEAMS) return [...found]
    if (found.size === sizeBefore)
      throw new UnavailableError('The tracker repeats the teams it has listed. We try again.')
  }
}
