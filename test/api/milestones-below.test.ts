import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedConnection, seedItem, seedProject, seedRelease } from '../store/seed.ts'
import { assessNow } from './assess-now.ts'
import { type Ground, startApi } from './ground.ts'

let ground: Ground
const ids: Record<string, string> = {}

beforeAll(async () => {
  ground = await startApi()
  const { db } = ground.database
  const jira = await seedConnection(db, 'Jira')
  const project = await seedProject(db, jira, 'PAY')
  const url = 'https://tracker.example/releases/13'
  const release = await seedRelease(db, jira, project, 'Checkout 1.3', { targetDay: '2027-01-31', url })
  await seedItem(db, jira, project, 'PAY-1', { releaseIds: [release] })
  const scope = [{ effect: 'include', connectionId: jira, selector: 'project', value: 'PAY' }]
  ids.growth = await make('portfolios', { name: 'Growth' })
  ids.channels = await make('programs', { name: 'Channels', parentId: ids.growth })
  ids.checkout = await make('initiatives', { name: 'Checkout', parentId: ids.channels, scope })
  ids.stores = await make('initiatives', { name: 'Stores', parentId: ids.growth })
  ids.other = await make('portfolios', { name: 'Other' })
  ids.tax = await make('initiatives', { name: 'Tax', parentId: ids.other })
  for (const name of ['stores', 'tax'])
    await make('milestones', { initiativeId: ids[name], name: `Opening of ${name}`, day: '2027-03-01' })
  for (const name of ['checkout', 'stores', 'tax']) await assessNow(db, ids[name] ?? '', new Date().toISOString())
})
afterAll(() => ground.close())

const ask: Ground['ask'] = (method, path, payload) => ground.ask(method, path, payload)
const make = async (path: string, payload: object) => (await ask<{ id: string }>('POST', path, payload)).id
const names = async (query: string) =>
  (await ask<{ items: { name: string }[] }>('GET', `milestones?${query}`)).items.map(({ name }) => name)

test('all milestones below a node are told at once, each with its initiative, its tracker and its page there', async () => {
  expect(await ask('GET', `milestones?portfolio=${ids.growth}`)).toMatchObject({
    items: [
      {
        ...{ name: 'Checkout 1.3', initiativeName: 'Checkout', trackerName: 'Jira', trackerKind: 'jira' },
        url: 'https://tracker.example/releases/13',
      },
      { name: 'Opening of stores', initiativeName: 'Stores', trackerName: null, trackerKind: null, url: null },
    ],
  })
  expect(await names(`portfolio=${ids.channels}`)).toEqual(['Checkout 1.3'])
  expect(await names(`portfolio=${ids.stores}`)).toEqual(['Opening of stores'])
  expect(await names(`portfolio=${ids.growth}&initiative=${ids.stores?.toUpperCase()}`)).toEqual(['Opening of stores'])
  expect(await names(`portfolio=${ids.growth}&initiative=${ids.tax}`)).toEqual([])
  expect(await names(`portfolio=${crypto.randomUUID()}`)).toEqual([])
})

test('as of an instant they are those of the initiatives that were below it then', async () => {
  const before = new Date().toISOString()
  await ask('PATCH', `initiatives/${ids.stores}`, { parentId: ids.other })
  expect(await names(`portfolio=${ids.growth}`)).toEqual(['Checkout 1.3'])
  expect(await names(`portfolio=${ids.other}`)).toEqual(['Opening of stores', 'Opening of tax'])
  expect(await names(`portfolio=${ids.growth}&asOf=${before}`)).toEqual(['Checkout 1.3', 'Opening of stores'])
  expect(await names(`portfolio=${ids.other}&asOf=${before}`)).toEqual(['Opening of tax'])
})
