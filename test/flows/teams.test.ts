import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listPlans } from '../../demo/azure-devops/oracle.ts'
import type { Organization } from '../../demo/azure-devops/organization.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { planCapacity, planTeamDaysOff, removeTeam } from '../../demo/azure-devops/team-edits.ts'
import { queryRows } from '../../src/store/database.ts'
import { listCapacities, listDaysOff } from '../../src/store/records/list-capacities.ts'
import { listTeams } from '../../src/store/records/list-teams.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization } from './small-trackers.ts'

const DAY_MS = 86_400_000
const PAGE = { after: null, limit: 1_000 }

let database: TestDatabase
let standIn: AzureDevOpsStandIn
let organization: Organization
let today: Date
beforeEach(async () => {
  database = await createTestDatabase()
  today = new Date()
  organization = createSmallOrganization(60)
  standIn = await startAzureDevOpsStandIn({ organization, personalAccessToken: 'good', now: () => today })
})
afterEach(async () => {
  await standIn.close()
  await database.drop()
})

async function connect() {
  const { context } = await openWorkplace(database.db, () => today)
  const credentials = { type: 'personal-access-token', token: 'good' }
  return { context, id: await saveConnection(database.db, 'azure-devops', { baseUrl: standIn.url }, credentials) }
}

/** Nodes of the iterations whose plans are read: each team's running one and the next two. */
function listPlanned(): ReadonlySet<number> {
  const day = new Date(today.getTime() - 3 * DAY_MS).toISOString().slice(0, 10)
  const planned = organization.state.projects.flatMap(({ id }) =>
    organization.state.nodes
      .filter(node => node.structureType === 'iteration' && node.projectId === id)
      .filter(({ finishDate }) => (finishDate ?? '').slice(0, 10) >= day)
      .sort((left, right) => ((left.startDate ?? '') < (right.startDate ?? '') ? -1 : 1))
      .slice(0, 3),
  )
  return new Set(planned.map(({ id }) => id))
}

/** What is stored, in the tracker's own ids, against what the organisation holds. */
async function expectSamePlans(): Promise<void> {
  const rows = <Row extends object>(table: 'capacity' | 'day_off', columns: string) =>
    queryRows<Row>(
      database.db,
      sql`select t.external_id as team, i.external_id::int as "iterationId", p.external_id as "personId", ${sql.raw(columns)}
        from ${sql.identifier(table)} x join team t on t.id = x.team_id join iteration i on i.id = x.iteration_id
        left join person_identity p on p.id = x.person_id`,
    )
  const stored = {
    capacities: await rows('capacity', 'x.activity as name, x.hours_per_day as "capacityPerDay"'),
    daysOff: await rows(
      'day_off',
      `x.first_day::text || 'T00:00:00Z' as start, x.last_day::text || 'T00:00:00Z' as end`,
    ),
  }
  const sorted = (list: readonly unknown[]) => list.map(each => JSON.stringify(each)).sort()
  const truth = listPlans(organization, listPlanned())
  expect(truth.capacities.length).toBeGreaterThan(5)
  expect(sorted(stored.capacities)).toEqual(sorted(truth.capacities))
  expect(sorted(stored.daysOff)).toEqual(sorted(truth.daysOff))
}

test('teams, capacities and days off are stored as the teams planned them, and again each day', async () => {
  const { context, id } = await connect()
  expect(await pass(context, id)).toMatchObject({ state: 'complete' })
  await expectSamePlans()
  const teams = (await listTeams(database.db, { connectionId: id }, PAGE)).items
  expect(new Set(teams.map(({ externalId }) => externalId))).toEqual(
    new Set(organization.state.teams.map(team => team.id)),
  )
  for (const team of teams) {
    const truth = organization.state.teams.find(each => each.id === team.externalId)
    expect(team.workingDays).toEqual(truth?.workingDays)
    expect(team.memberIds).toHaveLength(truth?.members.length ?? -1)
    expect(team.iterationIds).toHaveLength(truth?.iterationIds.length ?? -1)
  }

  const planned = listPlanned()
  const [entry] = organization.state.teams.flatMap(team =>
    team.capacities.filter(each => planned.has(each.iterationId)).map(each => ({ team: team.id, ...each })),
  )
  if (entry === undefined) throw new Error('nobody has planned')
  const other = organization.state.people.find(({ id: person }) => person !== entry.personId)?.id ?? ''
  planCapacity(organization, entry, null)
  planCapacity(
    organization,
    { ...entry, personId: other },
    {
      activities: [
        { name: 'Design', capacityPerDay: 0 },
        { name: 'Testing', capacityPerDay: 2.5 },
      ],
      daysOff: [{ start: '2026-12-24T00:00:00Z', end: '2026-12-31T00:00:00Z' }],
    },
  )
  planTeamDaysOff(organization, entry.team, entry.iterationId, [
    { start: '2026-12-01T00:00:00Z', end: '2026-12-01T00:00:00Z' },
  ])
  const before = standIn.requests.length
  await pass(context, id)
  const plansAsked = standIn.requests.slice(before).filter(({ path }) => /teamsettings|\/teams/.test(path))
  expect(plansAsked, 'plans are asked for once a day').toEqual([])

  today = new Date(today.getTime() + DAY_MS)
  await pass(context, id)
  await expectSamePlans()
  const away = await listDaysOff(database.db, { connectionId: id }, PAGE)
  expect(away.items).toContainEqual(
    expect.objectContaining({ personId: null, firstDay: '2026-12-01', lastDay: '2026-12-01' }),
  )
}, 60_000)

test('a team that is gone is marked by the count, with its plans', async () => {
  const { context, id } = await connect()
  await pass(context, id)
  const planned = listPlanned()
  const gone = organization.state.teams.find(({ capacities }) => capacities.some(each => planned.has(each.iterationId)))
  if (gone === undefined) throw new Error('nobody has planned')
  const list = async () => (await listTeams(database.db, { connectionId: id }, PAGE)).items
  const teamId = (await list()).find(({ externalId }) => externalId === gone.id)?.id ?? ''
  expect((await listCapacities(database.db, { teamId }, PAGE)).items.length).toBeGreaterThan(0)

  removeTeam(organization, gone.id)
  expect(await pass(context, id, 'census')).toMatchObject({ state: 'complete' })
  expect((await list()).find(team => team.id === teamId)).toMatchObject({ visibility: 'not_visible' })
  expect((await listCapacities(database.db, { teamId }, PAGE)).items).toEqual([])

  organization.state.teams.push(gone)
  await pass(context, id, 'census')
  expect((await list()).find(team => team.id === teamId)).toMatchObject({ visibility: 'visible' })
  await expectSamePlans()
}, 60_000)

test('a list of plans goes on where its page ended', async () => {
  const { context, id } = await connect()
  await pass(context, id)
  const all = (await listCapacities(database.db, { connectionId: id }, PAGE)).items
  const paged: string[] = []
  for (let after: readonly string[] | null = null; ; ) {
    const page = await listCapacities(database.db, { connectionId: id }, { after, limit: 3 })
    paged.push(...page.items.map(each => each.id))
    if (page.next === null) break
    after = page.next
  }
  expect(paged).toEqual(all.map(each => each.id))
}, 60_000)
