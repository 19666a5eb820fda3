import type { Static } from 'typebox'
import { RejectedError, UnavailableError } from '../errors.ts'
import { type AzureDevOpsClient, isProblem, type Question } from './client.ts'
import { TeamListSchema, type TeamSchema } from './payloads.ts'

export type Team = Static<typeof TeamSchema>

/** Every version brings pages of this size, and larger ones where it takes our wish. */
const SMALLEST_PAGE = 100
const WANTED_PAGE = 1_000

/** Teams of all projects in few requests; null where this is refused or older than the interface. */
export const listAllTeams = (client: AzureDevOpsClient): Promise<readonly Team[] | null> =>
  listPages(client, {
    path: '/_apis/teams',
    where: 'reading the teams of all projects',
    endpointClass: 'metadata',
    apiVersion: 'preview',
  })

export async function listProjectTeams(client: AzureDevOpsClient, projectId: string): Promise<readonly Team[]> {
  const teams = await listPages(client, {
    path: `/_apis/projects/${projectId}/teams`,
    where: 'reading the teams of a project',
    endpointClass: 'metadata',
  })
  if (teams !== null) return teams
  throw new RejectedError('permission', 'The teams of the project cannot be read: grant "Project and team (read)".')
}

/** Pages to the end; null when the first is refused. */
async function listPages(client: AzureDevOpsClient, question: Question): Promise<readonly Team[] | null> {
  const found = new Map<string, Team>()
  for (;;) {
    const refusals = found.size === 0 ? [400, 403, 404] : []
    const query = { $top: WANTED_PAGE, $skip: found.size }
    const answer = await client.askUnless(refusals, TeamListSchema, { ...question, query })
    if (isProblem(answer)) return null
    const page = answer.value.value
    const sizeBefore = found.size
    for (const team of page) found.set(team.id, team)
    if (page.length < SMALLEST_PAGE) return [...found.values()]
    if (found.size === sizeBefore)
      throw new UnavailableError('The tracker repeats the teams it has listed. We try again.')
  }
}
