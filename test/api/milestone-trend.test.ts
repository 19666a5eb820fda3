import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedConnection, seedItem, seedProject, seedRelease, seedSpans } from '../store/seed.ts'
import { assessNow } from './assess-now.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

const NOW = '2026-03-18T09:00:00.000Z'

interface Trend {
  readonly milestoneId: string
  readonly baselineDay: string | null
  readonly points: readonly Readonly<Record<'at' | 'plannedDay' | 'p50' | 'p80' | 'status', string | null>>[]
}
interface Trends {
  readonly reportedAt: readonly string[]
  readonly milestones: readonly ({
    readonly milestoneId: string
    readonly name: string
    readonly baselineDay: string | null
  } & Readonly<Record<'plannedDays' | 'p50' | 'p80' | 'statuses', readonly (string | null)[]>>)[]
}

let ground: Ground
let initiative: string
let board: string

beforeAll(async () => {
  ground = await startApi({ now: () => new Date(NOW) })
  const { db } = ground.database
  const jira = await seedConnection(db, 'Jira')
  const project = await seedProject(db, jira, 'PAY')
  for (const [number, to] of [
    ['1', '2026-05-20'],
    ['2', '2026-04-01'],
  ] as const) {
    const release = await seedRelease(db, jira, project, `Checkout ${number}`, { targetDay: to })
    await seedSpans(db, jira, release, 'target_day', [
      { from: '2026-01-02T00:00:00Z', value: '2026-04-01' },
      { from: '2026-02-20T10:00:00Z', value: to },
    ])
    await seedItem(db, jira, project, `PAY-${number}`, { releaseIds: [release] })
  }
  const scope = [{ effect: 'include', connectionId: jira, selector: 'project', value: 'PAY' }]
  const parentId = await make('portfolios', { name: 'Growth' })
  initiative = await make('initiatives', { name: 'Checkout', parentId, scope })
  board = await make('milestones', { initiativeId: initiative, name: 'Board approval', day: '2026-06-01' })
  await db.execute(sql`update milestone set created_at = '2026-02-01T00:00:00Z' where id = ${board}`)
  for (const at of ['2026-02-10T09:00:00.000Z', '2026-03-09T09:00:00.000Z', NOW]) await assessNow(db, initiative, at)
})
afterAll(() => ground.close())

const ask: Ground['ask'] = (method, path, payload) => ground.ask(method, path, payload)
const make = async (path: string, payload: object) => (await ask<{ id: string }>('POST', path, payload)).id

test.each(['', '?step=day&from=2026-03-01T00:00:00Z', '?to=2026-03-10T00:00:00Z&from=2026-02-01T00:00:00Z'])(
  'all trends of an initiative at once say what the trend of each milestone says (%s)',
  async query => {
    const { reportedAt, milestones } = await ask<Trends>('GET', `initiatives/${initiative}/milestone-trend${query}`)
    expect(milestones.map(({ name }) => name).toSorted()).toEqual(['Board approval', 'Checkout 1', 'Checkout 2'])
    for (const { milestoneId, baselineDay, plannedDays, p50, p80, statuses } of milestones) {
      const one = await ask<Trend>('GET', `milestones/${milestoneId}/trend${query}`)
      expect({ baselineDay, points: reportedAt.length }).toEqual({
        baselineDay: one.baselineDay,
        points: one.points.length,
      })
      expect(
        reportedAt.map((at, index) => ({
          ...{ at, plannedDay: plannedDays[index] },
          ...{ p50: p50[index], p80: p80[index], status: statuses[index] },
        })),
      ).toEqual(one.points)
    }
  },
)

test('they tell what was planned and concluded then, and not what came later', async () => {
  const { milestones } = await ask<Trends>(
    'GET',
    `initiatives/${initiative}/milestone-trend?from=2026-01-31T09:00:00Z&to=2026-02-28T09:00:00Z&step=week`,
  )
  const told = new Map(milestones.map(each => [each.name, each]))
  expect(told.get('Checkout 1')).toMatchObject({
    plannedDays: ['2026-04-01', '2026-04-01', '2026-04-01', '2026-05-20', '2026-05-20'],
    statuses: [null, null, expect.any(String), expect.any(String), expect.any(String)],
  })
  expect(told.get('Board approval')?.plannedDays).toEqual([
    null,
    '2026-06-01',
    '2026-06-01',
    '2026-06-01',
    '2026-06-01',
  ])
})

test('one that left the scope is told up to then, and a milestone alone tells nothing planned of it afterwards', async () => {
  const { db } = ground.database
  await db.execute(sql`update milestone set retired_at = '2026-03-15T00:00:00Z' where id = ${board}`)
  const namesAt = async (to: string) =>
    (await ask<Trends>('GET', `initiatives/${initiative}/milestone-trend?to=${to}`)).milestones.map(({ name }) => name)
  expect(await namesAt('2026-03-14T00:00:00Z')).toContain('Board approval')
  expect(await namesAt('2026-03-16T00:00:00Z')).not.toContain('Board approval')
  const { points } = await ask<Trend>('GET', `milestones/${board}/trend`)
  expect(points.flatMap(({ plannedDay }) => plannedDay ?? [])).toEqual([])
})

test('more than 400 reporting dates are refused, and what is no initiative has no trends', async () => {
  const get = async (path: string) => problemOf(await ground.request({ method: 'GET', url: `/api/v1/${path}` }))
  expect(await get(`initiatives/${initiative}/milestone-trend?step=day&from=2024-01-01T00:00:00Z`)).toMatchObject({
    status: 422,
  })
  expect(await get(`initiatives/${crypto.randomUUID()}/milestone-trend`)).toMatchObject({ status: 404 })
})
