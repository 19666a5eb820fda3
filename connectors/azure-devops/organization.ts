import type { Static } from 'typebox'
import type { SourceIo } from '../connector.ts'
import { keepFor } from '../keep-for.ts'
import type { BacklogConfiguration } from './backlog-levels.ts'
import { openBacklogs } from './backlogs.ts'
import { type ClassificationNodes, listNodes } from './classification-nodes.ts'
import type { AzureDevOpsClient } from './client.ts'
import { readTimeZone } from './date-zone.ts'
import { FieldListSchema, type FieldSchema } from './payloads.ts'
import { openProcessTypes, type ProcessTypes } from './process-types.ts'
import { listProcesses } from './processes.ts'
import { listProjects, type Project, selectFollowed } from './projects.ts'
import type { SettingsSchema } from './settings.ts'
import { openTeamSettings, type TeamSettingsReader } from './team-settings.ts'
import { listAllTeams, listProjectTeams, type Team } from './teams.ts'

/** Streams of one run ask for the same lists one after the other; older answers are asked for again. */
const KEEP_LISTS_MS = 60_000
/** Reading the plans of a project's teams takes a while; what they are read with is good for that long. */
const KEEP_FOR_TEAMS_MS = 600_000

export type TrackerField = Static<typeof FieldSchema>

/** One organisation, opened: what every reading needs. */
export interface Organization extends TeamSettingsReader {
  readonly url: string
  readonly client: AzureDevOpsClient
  /** Names or ids from the settings; undefined follows every project the account can see. */
  readonly named: readonly string[] | undefined
  /** Where its people enter dates; null when nobody has told. */
  readonly timeZone: string | null
  readonly now: () => Date
  /** `fresh` asks again even if the list was read a moment ago. */
  readonly listAllProjects: (fresh?: boolean) => Promise<readonly Project[]>
  readonly listFollowedProjects: () => Promise<readonly Project[]>
  /** Ids of those the account can see at this moment. */
  readonly listSeenProjects: () => Promise<ReadonlySet<string>>
  readonly listFields: () => Promise<readonly TrackerField[]>
  /** Work item types of a project, with their categories. */
  readonly readTypes: (projectId: string) => Promise<ProcessTypes>
  /** Null where its default team has none. */
  readonly readBacklogs: (projectId: string) => Promise<BacklogConfiguration | null>
  /** Areas of a project, and its iterations with dates; `fresh` as above. */
  readonly listNodes: (projectId: string, fresh?: boolean) => Promise<ClassificationNodes>
  /** Of one project, in an order that does not change. */
  readonly listTeams: (projectId: string) => Promise<readonly Team[]>
}

export function openOrganization(
  client: AzureDevOpsClient,
  { projects: named, timeZone }: Static<typeof SettingsSchema>,
  io: SourceIo,
): Organization {
  const keptProjects = keepFor(KEEP_LISTS_MS, io.now, () => listProjects(client))
  const keptFields = keepFor(KEEP_LISTS_MS, io.now, async () => {
    const where = 'reading the list of fields'
    const { value } = await client.ask(FieldListSchema, { path: '/_apis/wit/fields', where, endpointClass: 'metadata' })
    return value.value
  })
  const keptTeams = keepFor(KEEP_FOR_TEAMS_MS, io.now, () => listAllTeams(client))
  const keptNodes = new Map<string, (fresh?: boolean) => Promise<ClassificationNodes>>()
  const wanted = named === undefined || named.length === 0 ? undefined : named
  const listFollowedProjects = async () => selectFollowed(await keptProjects(), named)
  const keepList = <T>(load: () => Promise<T>) => keepFor(KEEP_LISTS_MS, io.now, load)
  const keptProcesses = keepList(() => listProcesses(client))
  const findProcess = async (projectId: string) => (await keptProcesses()).get(projectId) ?? null
  const readTypes = openProcessTypes(client, findProcess, keepList)
  const teamSettings = openTeamSettings(client, load => keepFor(KEEP_FOR_TEAMS_MS, io.now, load))
  return {
    url: client.organizationUrl,
    client,
    named: wanted,
    timeZone: readTimeZone(timeZone),
    now: io.now,
    listAllProjects: keptProjects,
    listFollowedProjects,
    listSeenProjects: async () => new Set((await keptProjects(true)).map(({ id }) => id)),
    listFields: keptFields,
    readTypes,
    readBacklogs: openBacklogs({ client, listFollowedProjects, readTypes, ...teamSettings }, findProcess, keepList),
    ...teamSettings,
    listNodes: (projectId, fresh) => {
      const kept = keptNodes.get(projectId) ?? keepFor(KEEP_FOR_TEAMS_MS, io.now, () => listNodes(client, projectId))
      keptNodes.set(projectId, kept)
      return kept(fresh)
    },
    listTeams: async projectId => {
      // Of a few followed projects the teams of a whole organisation would be too many.
      const all = wanted === undefined ? await keptTeams() : null
      const teams = all?.filter(team => team.projectId === projectId) ?? (await listProjectTeams(client, projectId))
      return [...teams].sort((left, right) => (left.id < right.id ? -1 : 1))
    },
  }
}
