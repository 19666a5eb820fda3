import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { queryRows } from '../../src/store/database.ts'
import {
  seedCompleteSync,
  seedConnection,
  seedItem,
  seedPerson,
  seedProject,
  seedRelease,
  seedSpans,
} from '../store/seed.ts'
import { assessNow, assessWithAlerts } from './assess-now.ts'
import { type Ground, startApi } from './ground.ts'

let ground: Ground
let jira: string
let portfolio: string
let initiative: string
let item: string
let person: string
let aheadMs = 0

const clock = (): Date => new Date(Date.now() + aheadMs)
const run = (statement: ReturnType<typeof sql>) => queryRows(ground.database.db, statement)

beforeAll(async () => {
  ground = await startApi({ now: clock })
  const { db } = ground.database
  jira = await seedConnection(db, 'Jira')
  await seedCompleteSync(db, jira, new Date().toISOString())
  const project = await seedProject(db, jira, 'PAY')
  const release = await seedRelease(db, jira, project, 'Checkout 2', { targetDay: '2020-01-31' })
  person = await seedPerson(db, jira, 'Amara')
  await seedSpans(db, jira, release, 'target_day', [
    { from: '2019-01-10T09:00:00Z', value: '2019-11-30' },
    { from: '2019-06-10T09:00:00Z', value: '2020-01-31', by: person },
  ])
  item = await seedItem(db, jira, project, 'PAY-1', { labels: ['ours'], releaseIds: [release], originalHours: 8 })
  portfolio = (await ground.ask<{ id: string }>('POST', 'portfolios', { name: 'Growth' })).id
  const scope = [{ effect: 'include', connectionId: jira, selector: 'label', value: 'ours' }]
  const plan = { name: 'Checkout', parentId: portfolio, scope }
  initiative = (await ground.ask<{ id: string }>('POST', 'initiatives', plan)).id
  await assessNow(db, initiative, clock().toISOString())
})
beforeEach(() => {
  aheadMs = 0
})
afterAll(() => ground.close())

const assessment = () => `/api/v1/initiatives/${initiative}/assessment`
const rollup = () => `/api/v1/portfolios/${portfolio}/rollup`
async function read(url: string): Promise<string> {
  const { body, statusCode, headers } = await ground.request({ method: 'GET', url })
  expect([statusCode, headers['content-type']], body).toEqual([200, 'application/json; charset=utf-8'])
  return body.replace(/^\{"asOf":"[^"]*"/, '')
}
let spellings = 0
/** What is kept is found by the address as it was written, and this one was never written so before. */
function readAnew(url: string): Promise<string> {
  spellings += 1
  const spell = (letter: string, place: number): string =>
    (spellings >> place) % 2 === 1 ? `%${letter.charCodeAt(0).toString(16)}` : letter
  return read(url.replace(/portfolios|initiatives/, word => [...word].map(spell).join('')))
}

test('what nobody has changed is answered from what was said before, as of now', async () => {
  const before = await read(rollup())
  await run(sql`alter table portfolio_node disable trigger note_change`)
  await run(sql`update portfolio_node set name = 'Unnoted' where id = ${portfolio}`)
  expect(await read(rollup())).toBe(before)
  expect(await readAnew(rollup())).toContain('Unnoted')
  aheadMs = 5_000
  const { asOf } = await ground.ask<{ asOf: string }>('GET', `portfolios/${portfolio}/rollup`)
  expect(Math.abs(Date.parse(asOf) - clock().getTime())).toBeLessThan(2_000)
  expect(await read(rollup())).toBe(before)
  await run(sql`update portfolio_node set name = 'Growth' where id = ${portfolio}`)
  await run(sql`alter table portfolio_node enable trigger note_change`)
  await run(sql`update portfolio_node set name = 'Growth' where id = ${portfolio}`)
})

const CHANGES: readonly (readonly [string, readonly (() => string)[], () => Promise<unknown>])[] = [
  ['a name of the tree', [rollup], () => ground.ask('PATCH', `initiatives/${initiative}`, { name: 'Fast Checkout' })],
  ['a new node', [rollup], () => ground.ask('POST', 'initiatives', { name: 'Other', parentId: portfolio, scope: [] })],
  [
    'a conclusion',
    [rollup, assessment],
    async () => {
      await run(sql`update work_item set state = 'done', done_at = now() where id = ${item}`)
      await assessNow(ground.database.db, initiative, clock().toISOString())
    },
  ],
  [
    'until when a conclusion is known to hold',
    [rollup, assessment],
    () => assessNow(ground.database.db, initiative, clock().toISOString()),
  ],
  [
    'an alert',
    [rollup, assessment],
    async () => {
      await run(sql`update work_item set state = 'todo', done_at = null where id = ${item}`)
      await assessWithAlerts(ground.database.db, initiative, clock().toISOString())
    },
  ],
  [
    'that an alert is over',
    [rollup],
    () =>
      run(sql`update alert set state = 'resolved', resolved_at = now(), resolved_by = 'us' where state <> 'resolved'`),
  ],
  [
    'an override',
    [rollup, assessment],
    () =>
      ground.ask('POST', `initiatives/${initiative}/overrides`, {
        ...{ colour: 'amber', reason: 'Confirmed in writing.' },
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      }),
  ],
  [
    'the name of a tracker',
    [rollup, assessment],
    () => run(sql`update connection set name = 'Renamed' where id = ${jira}`),
  ],
  [
    'the name of a person',
    [assessment],
    () => run(sql`update person_identity set name = 'A. O.' where id = ${person}`),
  ],
  ['that a person is gone', [assessment], () => run(sql`delete from person_identity where id = ${person}`)],
  [
    'that a person is back',
    [assessment],
    () => seedPerson(ground.database.db, jira, 'Amara Osei', { externalId: 'Amara' }),
  ],
]

test.each(CHANGES)('after %s has changed, what shows it is another at once', async (_, changed, change) => {
  const before = await Promise.all([rollup, assessment].map(address => read(address())))
  expect(await Promise.all([rollup, assessment].map(address => read(address())))).toEqual(before)
  await change()
  const after = await Promise.all([rollup, assessment].map(address => read(address())))
  expect([rollup, assessment].filter((_, index) => after[index] !== before[index])).toEqual(changed)
  expect(after).toEqual(await Promise.all([rollup, assessment].map(address => readAnew(address()))))
})

const WAITING = sql`datname = current_database() and wait_event_type = 'Lock'`
const countWaiting = async (): Promise<number> => {
  const [found] = await run(sql`select count(*)::int as count from pg_stat_activity where ${WAITING}`)
  return (found as { readonly count: number }).count
}

test('many who ask for what has changed wait for one answer; where it cannot be given, the next of them makes it', async () => {
  await read(rollup())
  await ground.ask('PATCH', `initiatives/${initiative}`, { name: 'Faster Checkout' })
  const { reading, waiting } = await ground.database.db.transaction(async transaction => {
    await queryRows(transaction, sql`lock table portfolio_node in access exclusive mode`)
    const statuses = Array.from({ length: 6 }, () => ground.request({ method: 'GET', url: rollup() }))
    await expect.poll(countWaiting).toBe(1)
    // The rest have had the time to look too.
    await new Promise(resolve => setTimeout(resolve, 200))
    const waiting = await countWaiting()
    await run(sql`select pg_cancel_backend(pid) from pg_stat_activity where ${WAITING}`)
    await new Promise(resolve => setTimeout(resolve, 200))
    return { reading: Promise.all(statuses), waiting }
  })
  const answers = await reading
  expect(waiting).toBe(1)
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 200, 200, 200, 200, 500])
  const bodies = answers.filter(({ statusCode }) => statusCode === 200).map(({ body }) => body.slice(40))
  expect(new Set(bodies).size).toBe(1)
  expect(bodies[0]).toContain('Faster Checkout')
})

test('what is committed only after it was asked for counts as soon as it is, also when it was begun before', async () => {
  const { db } = ground.database
  await db.transaction(async transaction => {
    await queryRows(transaction, sql`update portfolio_node set name = 'Begun before' where id = ${portfolio}`)
    expect(await read(rollup())).not.toContain('Begun before')
    expect(await read(rollup())).not.toContain('Begun before')
  })
  expect(await read(rollup())).toContain('Begun before')
})

test('an override ends by itself, and an alert of a clock that runs ahead begins', async () => {
  const expiresAt = new Date(Date.now() + 20_000).toISOString()
  await ground.ask('POST', `initiatives/${initiative}/overrides`, { colour: 'red', reason: 'For now.', expiresAt })
  await run(
    sql`update alert set state = 'open', resolved_at = null, resolved_by = null, opened_at = now() + interval '10 s'`,
  )
  const first = await read(rollup())
  expect(first).toContain('For now.')
  aheadMs = 15_000
  const second = await read(rollup())
  expect(second).not.toBe(first)
  expect(second).toBe(await readAnew(rollup()))
  aheadMs = 25_000
  expect(await read(rollup())).not.toContain('For now.')
})

test('a portfolio that is gone is not answered from memory', async () => {
  const { id } = await ground.ask<{ id: string }>('POST', 'portfolios', { name: 'Short-lived' })
  const url = `/api/v1/portfolios/${id}/rollup`
  await read(url)
  await read(url)
  await ground.request({ method: 'DELETE', url: `/api/v1/portfolios/${id}` })
  expect((await ground.request({ method: 'GET', url })).statusCode).toBe(404)
})
