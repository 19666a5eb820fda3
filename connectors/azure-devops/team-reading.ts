import { Type } from 'typebox'
import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { Gap, Page } from '../connector.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import { RejectedError } from '../errors.ts'
import type { Organization } from './organization.ts'
import { readTeam } from './team-plan.ts'
import type { Team } from './teams.ts'

/** Up to nine requests for each team: a project may have 5,000, and their plans are not worth that. */
const MAX_TEAMS = 25

const PositionSchema = Type.Object({
  version: Type.Literal(1),
  /** Plans are read once a day. */
  day: Type.String(),
  /** The last team whose plans were read on that day; null: all were. */
  afterTeam: Type.Union([Type.String(), Type.Null()]),
  /** Said again with each reading: a gap that is not said any more counts as closed. */
  gaps: Type.Array(Type.Object({ kind: Type.String(), subject: Type.String(), detail: Type.String() })),
})

/**
 * Teams of one project with their members, capacities and days off, once a day and a page for each team. Plans change no
 * work item and no feed tells of them.
 */
export async function* readTeams(
  organization: Organization,
  projectId: string,
  after: Cursor | null,
): AsyncGenerator<Page> {
  const day = organization.now().toISOString().slice(0, 10)
  const saved = readCursor(PositionSchema, after)
  const position = saved?.day === day ? saved : null
  if (after !== null && position !== null && position.afterTeam === null) {
    yield { records: [], cursor: after, gaps: position.gaps }
    return
  }
  const gaps: Gap[] = [...(position?.gaps ?? [])]
  const { teams, leftOut } = await listFirst(organization, projectId, gaps)
  if (leftOut > 0) {
    gaps.push({
      kind: 'too_many_teams',
      subject: projectId,
      detail: `The project has more than ${MAX_TEAMS} teams; members, capacities and days off of ${leftOut} are not read.`,
    })
  }
  const rest = teams.filter(({ id }) => position?.afterTeam == null || id > position.afterTeam)
  const nodes = rest.length === 0 ? [] : (await organization.listNodes(projectId)).iterations
  for (const team of rest) {
    const records: RawRecord[] = await readTeam(organization, projectId, team, { nodes, gaps })
    yield { records, cursor: writeCursor(PositionSchema, { version: 1, day, afterTeam: team.id, gaps }) }
  }
  yield { records: [], cursor: writeCursor(PositionSchema, { version: 1, day, afterTeam: null, gaps }), gaps }
}

/** Teams that are read, of those there are. */
export async function listReadTeams(organization: Organization, projectId: string): Promise<readonly Team[]> {
  return (await organization.listTeams(projectId)).slice(0, MAX_TEAMS)
}

async function listFirst(organization: Organization, projectId: string, gaps: Gap[]) {
  try {
    const teams = await organization.listTeams(projectId)
    return { teams: teams.slice(0, MAX_TEAMS), leftOut: Math.max(0, teams.length - MAX_TEAMS) }
  } catch (error) {
    // Work items are worth reading without them.
    if (!(error instanceof RejectedError) || error.reason !== 'permission') throw error
    gaps.push({ kind: 'forbidden', subject: projectId, detail: error.message })
    return { teams: [], leftOut: 0 }
  }
}
