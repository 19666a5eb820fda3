import type { Static, TSchema } from 'typebox'
import type { RawRecord } from '../../src/work/raw-record.ts'
import type { Gap } from '../connector.ts'
import type { IterationNode } from './classification-nodes.ts'
import { isProblem } from './client.ts'
import { readDay } from './instant.ts'
import type { Organization } from './organization.ts'
import { CapacityListSchema, TeamDaysOffSchema, TeamIterationListSchema, TeamMemberListSchema } from './payloads.ts'
import { keepJson } from './raw-json.ts'
import { trimIdentity } from './revision.ts'
import type { Team } from './teams.ts'

/** Plans are still corrected in the days after an iteration has ended. */
const CORRECTED_FOR_MS = 3 * 86_400_000
/** Plans further ahead than this are rarely made: two requests for each iteration. */
const MAX_ITERATIONS = 3
const PAGE_SIZE = 100

/** What surrounds a team: the iterations of its project, and where its reading says what it could not bring. */
export interface TeamSetting {
  readonly nodes: readonly IterationNode[]
  readonly gaps: Gap[]
}

/** A team with its members and working days, and its plans for the iterations that are running or next. */
export async function readTeam(
  organization: Organization,
  projectId: string,
  team: Team,
  { nodes, gaps }: TeamSetting,
): Promise<RawRecord[]> {
  const fetchedAt = organization.now().toISOString()
  const base = `/${projectId}/${team.id}/_apis/work/teamsettings`
  const settings = await organization.readTeamSettings(projectId, team.id)
  const chosen = await read(organization, TeamIterationListSchema, `${base}/iterations`, 'reading a team’s iterations')
  const members = await listMembers(organization, projectId, team.id)
  const sayUnread = (what: string): void => {
    const detail = `The ${what} of the team ${team.name ?? team.id} cannot be read: they are unknown, or as last seen.`
    gaps.push({ kind: 'unread_team', subject: `${team.id} ${what}`, detail })
  }
  if (settings === null) sayUnread('working days')
  if (chosen === null) sayUnread('iterations, capacities and days off')
  if (members === null) sayUnread('members')
  const chosenIds = new Set(chosen?.value.map(({ id }) => id.toLowerCase()))
  const iterations = nodes.filter(({ identifier }) => chosenIds.has(identifier.toLowerCase()))
  const record = (kind: string, externalId: string, payload: unknown): RawRecord => ({
    kind,
    externalId,
    revision: 0,
    revisionDetail: 0,
    payload: keepJson(payload),
    context: { projectId },
    fetchedAt,
  })
  const records = [
    record('team', team.id, {
      id: team.id,
      name: team.name,
      workingDays: settings?.workingDays ?? null,
      members,
      iterationIds: chosen === null ? null : iterations.map(({ id }) => id).sort((left, right) => left - right),
    }),
  ]
  for (const { id, identifier } of choosePlanned(iterations, fetchedAt)) {
    const plan = `${base}/iterations/${identifier}`
    const capacities = await read(organization, CapacityListSchema, `${plan}/capacities`, 'reading capacities')
    const daysOff = await read(organization, TeamDaysOffSchema, `${plan}/teamdaysoff`, 'reading days off')
    if (capacities === null || daysOff === null) {
      sayUnread('capacities and days off')
      continue
    }
    const entries = 'teamMembers' in capacities ? capacities.teamMembers : capacities.value
    const planned = entries.map(({ teamMember, activities, daysOff: away }) => ({
      teamMember: trimIdentity(teamMember),
      activities: activities ?? [],
      daysOff: away ?? [],
    }))
    const payload = { teamId: team.id, iterationId: id, members: planned, teamDaysOff: daysOff.daysOff ?? [] }
    records.push(record('team_iteration', `${team.id}/${id}`, payload))
  }
  return records
}

/** A team whose settings are incomplete answers 400 (TF400497); that is no reason to stop. */
async function read<T extends TSchema>(
  organization: Organization,
  schema: T,
  path: string,
  where: string,
): Promise<Static<T> | null> {
  const answer = await organization.client.askUnless([400, 403, 404], schema, {
    path,
    where,
    endpointClass: 'metadata',
  })
  return isProblem(answer) ? null : answer.value
}

/** Null where they cannot be read. A group is one member; its people are not told. */
async function listMembers(organization: Organization, projectId: string, teamId: string) {
  const found = new Map<string, ReturnType<typeof trimIdentity>>()
  for (let skip = 0; ; skip += PAGE_SIZE) {
    const answer = await organization.client.askUnless([400, 403, 404], TeamMemberListSchema, {
      path: `/_apis/projects/${projectId}/teams/${teamId}/members`,
      query: { $top: PAGE_SIZE, $skip: skip },
      where: 'reading the members of a team',
      endpointClass: 'metadata',
    })
    if (isProblem(answer)) return null
    const sizeBefore = found.size
    for (const { identity } of answer.value.value) found.set(JSON.stringify(identity), trimIdentity(identity))
    if (answer.value.value.length < PAGE_SIZE || found.size === sizeBefore) return [...found.values()]
  }
}

/** Those that are running, have ended a moment ago, or come next. */
function choosePlanned(iterations: readonly IterationNode[], now: string): readonly IterationNode[] {
  const earliest = new Date(Date.parse(now) - CORRECTED_FOR_MS).toISOString().slice(0, 10)
  return iterations
    .filter(({ attributes }) => (readDay(attributes?.finishDate) ?? '') >= earliest)
    .sort((left, right) => (startOf(left) < startOf(right) ? -1 : 1))
    .slice(0, MAX_ITERATIONS)
}

const startOf = ({ attributes }: IterationNode): string => readDay(attributes?.startDate) ?? '9999'
