import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, startApi } from '../api/ground.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { startSmallAzureDevOps, startSmallJira, type Tracker } from './tracker-ground.ts'

let ground: Ground
let trackers: readonly Tracker[]
beforeAll(async () => {
  ground = await startApi()
  trackers = [await startSmallJira(), await startSmallAzureDevOps()]
})
afterAll(async () => {
  for (const tracker of trackers) await tracker.close()
  await ground.close()
})

interface Person {
  readonly id: string
  readonly identities: readonly { readonly id: string; readonly email: string | null; readonly kind: string }[]
}

test('people of both trackers with one address are one person after a sync, and no sync undoes a split', async () => {
  const { db } = ground.database
  const { context } = await openWorkplace(db)
  const ids: string[] = []
  for (const { kind, url, credentials } of trackers)
    ids.push(await saveConnection(db, kind, { baseUrl: url }, credentials))
  for (const id of ids) await pass(context, id)
  const list = async () => {
    const response = await ground.request({ method: 'GET', url: '/api/v1/people?limit=1000' })
    return response.json<{ items: readonly Person[] }>().items
  }
  const both = (await list()).filter(({ identities }) => identities.length > 1)
  expect(both.length).toBeGreaterThan(0)
  for (const { identities } of both) {
    expect(new Set(identities.map(({ email }) => email?.toLowerCase())).size).toBe(1)
    expect(identities.some(({ kind }) => kind === 'service')).toBe(false)
  }
  const [split] = both
  const [kept] = split?.identities ?? []
  const response = await ground.request({
    method: 'PUT',
    url: `/api/v1/people/${split?.id}`,
    payload: { identityIds: [kept?.id] },
  })
  expect(response.statusCode, response.body).toBe(200)
  for (const mode of ['full', 'replay', 'incremental'] as const) for (const id of ids) await pass(context, id, mode)
  const after = await list()
  expect(after.filter(({ identities }) => identities.length > 1).map(({ id }) => id)).toEqual(
    both.filter(({ id }) => id !== split?.id).map(({ id }) => id),
  )
}, 90_000)
