import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listDue } from '../../src/store/portfolio/assessment-due.ts'
import { loadInitiativeFacts } from '../../src/store/portfolio/facts.ts'
import { seedConnection, seedItem, seedProject } from '../store/seed.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let portfolio: string
let program: string

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate connection, portfolio_node, initiative_item cascade`)
  portfolio = (await post('/portfolios', { name: 'Growth' })).id
  program = (await post('/programs', { name: 'Channels', parentId: portfolio })).id
  ground.rings.length = 0
})

const send = (method: 'POST' | 'PATCH' | 'DELETE' | 'GET', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })
const post = async (path: string, payload: object) => {
  const response = await send('POST', path, payload)
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>()
}
const rung = () => ground.rings.map(({ payload }) => ('initiativeId' in payload ? payload.initiativeId : null))
const keysOf = async (initiative: string) =>
  (await send('GET', `/work-items?initiative=${initiative}`))
    .json<{ items: { key: string }[] }>()
    .items.map(({ key }) => key)
    .toSorted()

test('a name is taken once below one parent, whatever the case, and free below another', async () => {
  expect(problemOf(await send('POST', '/programs', { name: 'CHANNELS', parentId: portfolio }))).toMatchObject({
    status: 409,
    code: 'duplicate_name',
  })
  const other = await post('/portfolios', { name: 'Foundations' })
  const twin = await post('/programs', { name: 'Channels', parentId: other.id })
  expect(problemOf(await send('PATCH', `/programs/${twin.id}`, { parentId: portfolio }))).toMatchObject({ status: 409 })
  expect(problemOf(await send('PATCH', `/portfolios/${other.id}`, { name: 'growth' }))).toMatchObject({ status: 409 })
})

test('a portfolio has a time zone, UTC until somebody sets one that exists, and what is below it has none', async () => {
  expect((await send('GET', `/portfolios/${portfolio}`)).json()).toMatchObject({ timeZone: 'UTC' })
  const berlin = await post('/portfolios', { name: 'Berlin', timeZone: 'Europe/Berlin' })
  expect(berlin).toMatchObject({ timeZone: 'Europe/Berlin' })
  const changed = await send('PATCH', `/portfolios/${portfolio}`, { timeZone: 'Asia/Kolkata' })
  expect(changed.json()).toMatchObject({ name: 'Growth', timeZone: 'Asia/Kolkata' })
  const listed = (await send('GET', '/portfolios')).json<{ items: { timeZone: string }[] }>()
  expect(listed.items.map(({ timeZone }) => timeZone)).toEqual(['Asia/Kolkata', 'Europe/Berlin'])
  for (const refused of [
    await send('PATCH', `/portfolios/${portfolio}`, { timeZone: 'Mars/Olympus' }),
    await send('POST', '/portfolios', { name: 'Mars', timeZone: 'Mars/Olympus' }),
  ]) {
    expect(problemOf(refused)).toMatchObject({
      status: 400,
      detail: 'body.timeZone must be an IANA name such as Europe/Berlin.',
    })
  }
  expect((await send('PATCH', `/programs/${program}`, { timeZone: 'Asia/Kolkata' })).statusCode).toBe(400)
  expect((await send('GET', `/programs/${program}`)).json()).not.toHaveProperty('timeZone')
})

test('where its days end is known to each initiative of a portfolio, all of which are looked at again when that changes', async () => {
  const initiative = await post('/initiatives', { name: 'Checkout', parentId: program })
  const { db } = ground.database
  ground.rings.length = 0
  await send('PATCH', `/portfolios/${portfolio}`, { timeZone: 'Asia/Kolkata' })
  expect(rung()).toEqual([initiative.id])
  expect((await listDue(db)).map(({ id }) => id)).toEqual([initiative.id])
  const { timeZone } = await loadInitiativeFacts(db, initiative.id, '2026-05-01T00:00:00Z')
  expect(timeZone).toBe('Asia/Kolkata')
})

test('what milestones come from is said at any node, and looks again at all initiatives below it', async () => {
  const initiative = await post('/initiatives', { name: 'Checkout', parentId: program })
  const milestonesFrom = [{ source: 'iteration', name: 'PI *' }]
  ground.rings.length = 0
  const changed = await send('PATCH', `/portfolios/${portfolio}`, { milestonesFrom })
  expect(changed.json()).toMatchObject({ id: portfolio, milestonesFrom })
  expect(rung()).toEqual([initiative.id])
  expect((await send('GET', `/initiatives/${initiative.id}`)).json()).toMatchObject({ milestonesFrom: null })
  expect((await send('PATCH', `/initiatives/${initiative.id}`, { milestonesFrom: [] })).json()).toMatchObject({
    milestonesFrom: [],
  })
  const asOf = new Date().toISOString()
  await send('PATCH', `/initiatives/${initiative.id}`, { milestonesFrom: null })
  const then = await send('GET', `/initiatives/${initiative.id}?asOf=${asOf}`)
  expect(then.json()).toMatchObject({ milestonesFrom: [] })
  const wrong = await send('PATCH', `/programs/${program}`, { milestonesFrom: [{ source: 'tea leaves', name: null }] })
  expect(problemOf(wrong)).toMatchObject({ status: 400, code: 'invalid_request' })
})

test('each kind stands only where it may, so that no circle can arise', async () => {
  const initiative = await post('/initiatives', { name: 'Checkout', parentId: program })
  for (const [path, parentId] of [
    ['/programs', program],
    ['/programs', initiative.id],
    ['/initiatives', initiative.id],
    ['/workstreams', portfolio],
    ['/workstreams', initiative.id],
  ] as const) {
    expect(problemOf(await send('POST', path, { name: 'X', parentId }))).toMatchObject({
      status: 422,
      code: 'unprocessable',
    })
  }
  expect(problemOf(await send('PATCH', `/programs/${program}`, { parentId: initiative.id }))).toMatchObject({
    status: 422,
  })
  expect((await send('PATCH', `/initiatives/${initiative.id}`, { parentId: portfolio })).statusCode).toBe(200)
})

test('a workstream stands between a program and its initiatives, and in the rollup', async () => {
  const workstream = await post('/workstreams', { name: 'Stores', parentId: program, weight: 2 })
  const initiative = await post('/initiatives', { name: 'Checkout', parentId: workstream.id })
  expect(problemOf(await send('DELETE', `/workstreams/${workstream.id}`))).toMatchObject({ status: 409 })
  expect((await send('GET', `/portfolios/${portfolio}/rollup`)).json()).toMatchObject({
    root: {
      children: [
        {
          name: 'Channels',
          children: [
            { kind: 'workstream', name: 'Stores', weight: 2, children: [{ kind: 'initiative', name: 'Checkout' }] },
          ],
        },
      ],
    },
  })
  expect((await send('PATCH', `/initiatives/${initiative.id}`, { parentId: program })).statusCode).toBe(200)
  expect((await send('DELETE', `/workstreams/${workstream.id}`)).statusCode).toBe(204)
})

test('what is not empty is not deleted', async () => {
  expect(problemOf(await send('DELETE', `/portfolios/${portfolio}`))).toMatchObject({ status: 409, code: 'conflict' })
  expect((await send('DELETE', `/programs/${program}`)).statusCode).toBe(204)
  expect((await send('DELETE', `/portfolios/${portfolio}`)).statusCode).toBe(204)
})

test('a program is not found among portfolios, nor changed or deleted there', async () => {
  for (const [method, payload] of [
    ['GET', undefined],
    ['PATCH', { name: 'X' }],
    ['DELETE', undefined],
  ] as const) {
    expect((await send(method, `/portfolios/${program}`, payload)).statusCode).toBe(404)
  }
})

test('rules move items at once, and every initiative that gained or lost one is assessed again', async () => {
  const { db } = ground.database
  const jira = await seedConnection(db, 'Jira')
  const pay = await seedProject(db, jira, 'PAY')
  await seedItem(db, jira, pay, 'PAY-1', { labels: ['q3'] })
  await seedItem(db, jira, pay, 'PAY-2')
  const rule = (selector: string, value: string) => ({ effect: 'include', connectionId: jira, selector, value })
  const first = await post('/initiatives', { name: 'All', parentId: program, scope: [rule('project', 'PAY')] })
  const second = await post('/initiatives', {
    name: 'Quarter',
    parentId: program,
    priority: 5,
    scope: [rule('label', 'q3')],
  })
  expect([await keysOf(first.id), await keysOf(second.id)]).toEqual([['PAY-1', 'PAY-2'], []])

  ground.rings.length = 0
  await send('PATCH', `/initiatives/${second.id}`, { priority: -5 })
  expect([await keysOf(first.id), await keysOf(second.id)]).toEqual([['PAY-2'], ['PAY-1']])
  expect(rung().toSorted()).toEqual([first.id, second.id].toSorted())

  ground.rings.length = 0
  await send('PATCH', `/initiatives/${second.id}`, { owner: 'Amara' })
  expect(rung()).toEqual([second.id])
  expect(await keysOf(second.id)).toEqual(['PAY-1'])

  ground.rings.length = 0
  await send('DELETE', `/initiatives/${second.id}`)
  expect(await keysOf(first.id)).toEqual(['PAY-1', 'PAY-2'])
  expect(rung()).toEqual([first.id])

  ground.rings.length = 0
  await send('DELETE', `/connections/${jira}`)
  expect(await keysOf(first.id)).toEqual([])
  expect(rung()).toEqual([first.id])
})

test('a rule or weight for a connection that does not exist is refused, and nothing of the request is kept', async () => {
  const nobody = '6f1c1f5e-0000-4000-8000-000000000000'
  const initiative = await post('/initiatives', { name: 'Checkout', parentId: program })
  for (const body of [
    { name: 'Renamed', scope: [{ effect: 'include', connectionId: nobody, selector: 'project', value: 'PAY' }] },
    { name: 'Renamed', trackerWeights: [{ connectionId: nobody, weight: 1 }] },
  ]) {
    expect(problemOf(await send('PATCH', `/initiatives/${initiative.id}`, body))).toMatchObject({
      status: 422,
      detail: expect.stringContaining('must be the id of a connection'),
    })
  }
  expect((await send('GET', `/initiatives/${initiative.id}`)).json()).toMatchObject({
    name: 'Checkout',
    scope: [],
    trackerWeights: [],
  })
})

test('a milestone of a tracker keeps its date and name, one entered here may be moved, reached and deleted', async () => {
  const { db } = ground.database
  const initiative = await post('/initiatives', { name: 'Checkout', parentId: program })
  const [found] = await db.execute(sql`
    insert into milestone (initiative_id, name, source, subject_id) values (${initiative.id}, 'Epic', 'work_item', gen_random_uuid()) returning id`)
  const tracked = String(found?.id)
  for (const change of [{ day: '2027-01-01' }, { name: 'X' }, { achievedDay: '2027-01-01' }]) {
    expect(problemOf(await send('PATCH', `/milestones/${tracked}`, change))).toMatchObject({ status: 409 })
  }
  expect(problemOf(await send('DELETE', `/milestones/${tracked}`))).toMatchObject({ status: 409 })
  expect(
    (await send('PATCH', `/milestones/${tracked}`, { baselineDay: '2027-01-01', importance: 'high' })).json(),
  ).toMatchObject({ baselineDay: '2027-01-01' })
  const manual = await post('/milestones', { initiativeId: initiative.id, name: 'Go-live', day: '2027-01-01' })
  expect((await send('PATCH', `/milestones/${manual.id}`, { achievedDay: '2026-12-30' })).json()).toMatchObject({
    actualDay: '2026-12-30',
  })
  expect((await send('DELETE', `/milestones/${manual.id}`)).statusCode).toBe(204)
})

test('a portfolio without anything in it has a rollup that says it knows nothing', async () => {
  const rollup = (await send('GET', `/portfolios/${portfolio}/rollup`)).json()
  expect(rollup).toMatchObject({
    root: {
      name: 'Growth',
      openAlerts: 0,
      progress: { count: { fraction: null } },
      health: { colour: 'grey' },
      children: [{ name: 'Channels' }],
    },
  })
})
