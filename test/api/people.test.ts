import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { person, personIdentity } from '../../drizzle/schema/work.ts'
import { matchPeople } from '../../src/store/people/match-people.ts'
import { seedConnection, seedPerson } from '../store/seed.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let jira: string
let azure: string

beforeAll(async () => {
  ground = await startApi()
  jira = await seedConnection(ground.database.db, 'Jira')
  azure = await seedConnection(ground.database.db, 'Azure DevOps', 'azure-devops')
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.delete(personIdentity)
  await ground.database.db.delete(person)
})

interface Shown {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly identities: readonly { readonly id: string; readonly placedBy: string | null }[]
}

const url = (path: string) => `/api/v1/${path}`
const list = async (query = '') => {
  const response = await ground.request({ method: 'GET', url: url(`people${query}`) })
  return response.json<{ items: readonly Shown[]; nextCursor: string | null }>()
}
const groups = async () => (await list()).items.map(({ identities }) => identities.map(({ id }) => id).sort())
const put = (id: string, identityIds: readonly string[]) =>
  ground.request({ method: 'PUT', url: url(`people/${id}`), payload: { identityIds } })
const proposals = async () =>
  (await ground.request({ method: 'GET', url: url('person-proposals') })).json<{
    items: readonly { identityIds: readonly string[]; confidence: number }[]
  }>().items
const sync = () => matchPeople(ground.database.db)
const seed = (connection: string, name: string, email: string | null = null) =>
  seedPerson(ground.database.db, connection, name, { externalId: randomUUID(), email })

test('one address in two trackers is one person, one name is two until a person says otherwise', async () => {
  const [a1, b1] = [
    await seed(jira, 'Amara Osei', 'Amara@example.org'),
    await seed(azure, 'A. Osei', 'amara@example.org'),
  ]
  const [a2, b2] = [await seed(jira, 'Wei Zhang'), await seed(azure, 'Wei Zhang')]
  await sync()
  await sync()
  expect(await groups()).toEqual([[a1, b1].sort(), ...[[a2], [b2]].sort()])
  const [amara] = (await list()).items
  expect(amara).toMatchObject({ name: 'A. Osei', identities: [{ placedBy: null }, { placedBy: null }] })
  expect(await proposals()).toEqual([{ identityIds: [a2, b2].sort(), confidence: 0.4, reason: 'same name' }])

  const merged = await put(a2, [a2, b2])
  expect(merged.statusCode, merged.body).toBe(200)
  expect(merged.json<Shown>().identities).toMatchObject([{ placedBy: 'test' }, { placedBy: 'test' }])
  await sync()
  expect(await groups()).toEqual([[a1, b1].sort(), [a2, b2].sort()])
  expect(await proposals()).toEqual([])
  for (const id of [merged.json<Shown>().id, a2, b2]) {
    const found = await ground.request({ method: 'GET', url: url(`people/${id}`) })
    expect(found.json<Shown>().id).toBe(merged.json<Shown>().id)
  }
})

test('who was split stays apart however often we sync, until the decision is taken back', async () => {
  const [a, b] = [await seed(jira, 'Amara', 'amara@example.org'), await seed(azure, 'Amara', 'amara@example.org')]
  await sync()
  const [{ id } = { id: '' }] = (await list()).items
  expect((await put(id, [a])).json<Shown>()).toMatchObject({ id: a, identities: [{ id: a, placedBy: 'test' }] })
  await sync()
  expect(await groups()).toEqual([[a], [b]].sort())
  // A third account of the same address does not bring them together again.
  const third = await seedConnection(ground.database.db, randomUUID())
  const c = await seed(third, 'Amara', 'amara@example.org')
  await sync()
  expect((await groups()).sort()).toEqual([[a], [b], [c]].sort())
  for (const each of [a, b])
    expect((await ground.request({ method: 'DELETE', url: url(`people/${each}/decision`) })).statusCode).toBe(200)
  expect(await groups()).toEqual([[a, b, c].sort()])
})

test('an identity that moves to somebody else leaves a lone one behind as nobody else', async () => {
  const [a, b] = [await seed(jira, 'Amara', 'amara@example.org'), await seed(azure, 'Amara', 'amara@example.org')]
  const other = await seed(azure, 'Wei')
  await sync()
  expect((await put(other, [other, a])).statusCode).toBe(200)
  await sync()
  expect((await groups()).sort()).toEqual([[a, other].sort(), [b]].sort())
})

test('a confirmation keeps everybody where they are, even when the address changes', async () => {
  const [a, b] = [await seed(jira, 'Amara', 'amara@example.org'), await seed(azure, 'Amara', 'amara@example.org')]
  await sync()
  const [{ id } = { id: '' }] = (await list()).items
  expect((await put(id, [a, b])).json<Shown>().id).toBe(id)
  await ground.database.db.update(personIdentity).set({ email: null })
  await sync()
  expect(await groups()).toEqual([[a, b].sort()])
})

test('what nobody confirmed comes apart when the addresses do', async () => {
  await seed(jira, 'Amara', 'amara@example.org')
  await seed(azure, 'Amara Osei', 'amara@example.org')
  await sync()
  expect(await groups()).toHaveLength(1)
  await ground.database.db.update(personIdentity).set({ email: null })
  await sync()
  expect(await groups()).toHaveLength(2)
  expect(await ground.database.db.select().from(person)).toEqual([])
})

test('people are listed once on all pages, and by tracker with all that is theirs', async () => {
  const ids = new Set<string>()
  for (let index = 0; index < 5; index++) {
    await seed(jira, `Person ${index}`, `p${index}@example.org`)
    if (index < 2) await seed(azure, `Person ${index}`, `p${index}@example.org`)
  }
  await sync()
  for (let query = '?limit=2'; ; ) {
    const page = await list(query)
    for (const { id } of page.items) ids.add(id)
    if (page.nextCursor === null) break
    query = `?limit=2&cursor=${page.nextCursor}`
  }
  expect(ids.size).toBe(5)
  const inAzure = (await list(`?connection=${azure}`)).items
  expect(inAzure.map(({ identities }) => identities.length)).toEqual([2, 2])
})

test('a list that makes somebody else of a person, or names who does not exist, is refused', async () => {
  const [a, b] = [await seed(jira, 'Amara'), await seed(azure, 'Wei')]
  for (const [identityIds, sentence] of [
    [[b], 'must hold at least one identity of this person'],
    [[a, randomUUID()], 'must be ids of identities'],
  ] as const)
    expect(problemOf(await put(a, identityIds))).toMatchObject({
      status: 422,
      detail: expect.stringContaining(sentence),
    })
  expect(problemOf(await put(a, [])).status).toBe(400)
  expect(problemOf(await put(a, [a, a])).status).toBe(400)
  expect(await groups()).toEqual([[a], [b]])
})
