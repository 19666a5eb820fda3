import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { demand } from '../../drizzle/schema/capacity.ts'
import { capacity, team } from '../../drizzle/schema/team.ts'
import { iteration } from '../../drizzle/schema/work.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import { matchPeople } from '../../src/store/people/match-people.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { seedConnection, seedItem, seedPerson, seedProject } from '../store/seed.ts'
import { openWorkplace } from './connections.ts'

const NOW = '2026-03-02T09:00:00.000Z'
const read = { revision: 1, revisionDetail: 0, readTicket: 1, readQuality: 1 }

let ground: Ground
beforeAll(async () => {
  ground = await startApi({ now: () => new Date(NOW) })
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate connection, portfolio_node, person, availability cascade`)
})

const ask: Ground['ask'] = (method, path, payload) => ground.ask(method, path, payload)

interface Shown {
  readonly items: readonly {
    readonly name: string
    readonly employment: string | null
    readonly weeks: readonly {
      readonly week: string
      readonly capacityHours: number | null
      readonly demandHours: number
    }[]
    readonly byTracker: readonly { readonly name: string }[]
    readonly byInitiative: readonly { readonly name: string }[]
    readonly otherInitiatives: object
  }[]
  readonly initiativeHours: number | null
  readonly nextCursor: string | null
  readonly teams: readonly object[]
  readonly coverage: object
  readonly explain: { readonly text: string }
}

/** Somebody with 30 h of a sprint in Azure DevOps, and work in both trackers. */
async function seedWork(): Promise<{ readonly initiativeId: string; readonly personId: string }> {
  const { db } = ground.database
  const jira = await seedConnection(db, 'Jira')
  const azure = await seedConnection(db, 'Azure DevOps', 'azure-devops')
  const [shop, api] = [await seedProject(db, jira, 'SHOP'), await seedProject(db, azure, 'API')]
  const inJira = await seedPerson(db, jira, 'Amara Osei', { email: 'amara@example.org' })
  const inAzure = await seedPerson(db, azure, 'A. Osei', { email: 'amara@example.org' })
  await matchPeople(db)
  const [sprint, web, plan] = [randomUUID(), randomUUID(), randomUUID()]
  await db.insert(iteration).values({
    ...{ id: sprint, connectionId: azure, externalId: 's', name: 'Sprint 1', teamIds: [], ...read },
    startDay: '2026-03-02',
    endDay: '2026-03-06',
  })
  await db.insert(team).values({
    ...{ id: web, connectionId: azure, externalId: 't', name: 'Web', ...read },
    memberIds: [inAzure],
  })
  await db.insert(capacity).values({
    ...{
      id: randomUUID(),
      connectionId: azure,
      externalId: 'c',
      planId: plan,
      teamId: web,
      iterationId: sprint,
      ...read,
    },
    personId: inAzure,
    hoursPerDay: 6,
  })
  await seedItem(db, jira, shop, 'SHOP-1', { assigneeId: inJira, remainingHours: 25, targetDay: '2026-03-06' })
  await seedItem(db, azure, api, 'API-1', { assigneeId: inAzure, remainingHours: 10, iterationId: sprint })
  await seedItem(db, azure, api, 'API-2', { remainingHours: 4 })
  await seedItem(db, azure, api, 'API-3', { assigneeId: inAzure, iterationId: sprint })
  const portfolio = await ask<{ id: string }>('POST', 'portfolios', { name: 'All' })
  const initiative = await ask<{ id: string }>('POST', 'initiatives', {
    name: 'Both',
    parentId: portfolio.id,
    scope: [
      { effect: 'include', connectionId: jira, selector: 'project', value: 'SHOP' },
      { effect: 'include', connectionId: azure, selector: 'project', value: 'API' },
    ],
  })
  const { context } = await openWorkplace(db, () => new Date(NOW))
  await assessInitiative.run({ initiativeId: initiative.id }, context)
  const [person] = (await ask<{ items: { id: string }[] }>('GET', 'people')).items
  return { initiativeId: initiative.id, personId: person?.id ?? '' }
}

test('the work of a person in two trackers is held against the time they have in either, or that the PMO entered', async () => {
  const { initiativeId, personId } = await seedWork()
  const shown = await ask<Shown>('GET', `initiatives/${initiativeId}/capacity?to=2026-03-08`)
  expect(shown.items).toMatchObject([
    {
      name: 'A. Osei',
      employment: null,
      weeks: [{ week: '2026-03-02', capacityHours: 30, demandHours: 35, unestimatedItems: 1, isOverAllocated: true }],
    },
  ])
  expect(shown.items[0]?.byTracker.map(({ name }) => name).toSorted()).toEqual(['Azure DevOps', 'Jira'])
  expect(shown.items[0]?.byInitiative.map(({ name }) => name)).toEqual(['Both'])
  expect(shown.items[0]?.otherInitiatives).toEqual({ count: 0, hours: 0 })
  expect(shown.initiativeHours).toBe(35)
  expect(shown.teams).toMatchObject([{ name: 'Web' }])
  expect(shown.coverage).toEqual({ unassignedHours: 4, unattributedHours: 0, undatedHours: 0, unestimatedItems: 1 })
  expect(shown.explain.text).toContain('35 h asked')
  expect((await ask<Shown>('GET', 'capacity?overAllocated=true')).items).toHaveLength(1)

  const entered = await ask<{ id: string; enteredBy: string }>('POST', 'availabilities', {
    personId,
    employment: 'contractor',
    hoursPerWeek: 40,
    firstDay: '2026-01-01',
  })
  expect(entered.enteredBy).toBe('test')
  expect((await ask<Shown>('GET', 'capacity?to=2026-03-08')).items).toMatchObject([
    { employment: 'contractor', weeks: [{ capacityHours: 40, capacitySource: 'entered', isOverAllocated: false }] },
  ])
  expect((await ask<Shown>('GET', 'capacity?overAllocated=true')).items).toHaveLength(0)

  expect(await ask('DELETE', `availabilities/${entered.id}`)).toMatchObject({ withdrawnBy: 'test' })
  expect((await ask<Shown>('GET', 'capacity?to=2026-03-08')).items).toMatchObject([
    { weeks: [{ capacityHours: 30, capacitySource: 'tracker' }] },
  ])
  expect((await ask<{ items: object[] }>('GET', `availabilities?person=${personId}`)).items).toHaveLength(1)
})

test('an initiative is told of all that its people have, and of what is open in itself alone', async () => {
  const { initiativeId } = await seedWork()
  const { db } = ground.database
  const [{ items: people }, { items: nodes }] = await Promise.all([
    ask<{ items: { id: string; name: string }[] }>('GET', 'people'),
    ask<{ items: { id: string }[] }>('GET', 'portfolios'),
  ])
  const elsewhere = await ask<{ id: string }>('POST', 'initiatives', { name: 'Elsewhere', parentId: nodes[0]?.id })
  const connectionId = await seedConnection(db, 'Third')
  const [other, known] = [
    await seedPerson(db, connectionId, 'Wei Zhang'),
    await seedPerson(db, connectionId, 'Amara Osei', { email: 'amara@example.org' }),
  ]
  await matchPeople(db)
  const asked = { initiativeId: elsewhere.id, connectionId, week: '2026-03-02', unestimatedItems: 0 }
  await db.insert(demand).values([
    { ...asked, assigneeId: known, hours: 3 },
    { ...asked, assigneeId: other, hours: 8 },
    { ...asked, assigneeId: null, hours: 100 },
  ])
  const shown = await ask<Shown>('GET', `initiatives/${initiativeId}/capacity?to=2026-03-08`)
  expect(shown.items).toMatchObject([{ weeks: [{ demandHours: 38 }] }])
  expect(shown.items[0]?.byInitiative.map(({ name }) => name)).toEqual(['Both', 'Elsewhere'])
  expect([shown.initiativeHours, shown.coverage]).toEqual([
    35,
    { unassignedHours: 4, unattributedHours: 0, undatedHours: 0, unestimatedItems: 1 },
  ])
  const one = await ask<Shown>('GET', `capacity?person=${people[0]?.id}&to=2026-03-08`)
  expect(one.items.map(({ name }) => name)).toEqual([people[0]?.name])
  expect([one.initiativeHours, one.coverage]).toMatchObject([null, { unassignedHours: 0 }])
})

test('days that are the wrong way round, and people who do not exist, are refused with what to do', async () => {
  const answers = await Promise.all([
    ground.request({ method: 'GET', url: '/api/v1/capacity?from=2026-03-09&to=2026-03-01' }),
    ground.request({ method: 'GET', url: '/api/v1/capacity?from=2026-01-01&to=2027-06-01' }),
    ground.request({
      method: 'POST',
      url: '/api/v1/availabilities',
      payload: { personId: randomUUID(), employment: 'employee', hoursPerWeek: 40, firstDay: '2026-01-01' },
    }),
  ])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400, 404])
  expect(answers[0]?.json<{ detail: string }>().detail).toContain('must not be before query.from')
})
