import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { MOST_STREAMS } from '../../src/api/live-streams.ts'
import { createToken } from '../../src/store/access/tokens.ts'
import { CHANGE_TOPICS } from '../../src/store/change/change-marks.ts'
import { openDatabase } from '../../src/store/database.ts'
import { addToRun, finishRun, requestRun, startRun } from '../../src/store/sync/sync-runs.ts'
import { saveConnection } from '../flows/connections.ts'
import { seedItem, seedProject, seedRelease, seedSpans } from '../store/seed.ts'
import { assessWithAlerts } from './assess-now.ts'
import { type Ground, startApi } from './ground.ts'
import { isAbout, type LiveEvents, listenTo } from './listen.ts'
import { signIn } from './sign-in.ts'

let ground: Ground
let url: string
const listening: LiveEvents[] = []

beforeAll(async () => {
  ground = await startApi()
  url = await ground.listen()
})
afterEach(async () => {
  for (const each of listening.splice(0)) await each.leave()
})
afterAll(() => ground.close())

async function listen(headers: Readonly<Record<string, string>> = {}, at = url): Promise<LiveEvents> {
  const events = await listenTo(at, { authorization: `Bearer ${ground.token}`, ...headers })
  listening.push(events)
  return events
}

const post = async <Answer = { readonly id: string }>(path: string, payload: object): Promise<Answer> => {
  const response = await ground.request({ method: 'POST', url: `/api/v1/${path}`, payload })
  expect(response.statusCode, response.body).toBe(201)
  return response.json<Answer>()
}

test('a stranger hears nothing', async () => {
  expect((await listen({ authorization: '' })).status).toBe(401)
  expect((await listen({ authorization: '', cookie: 'milepost_session=guessed' })).status).toBe(401)
})

test('who listens is greeted, and told when to come back', async () => {
  const events = await listen()
  expect(events.status).toBe(200)
  expect(Object.fromEntries(events.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  const hello = await events.waitFor(({ event }) => event === 'hello')
  expect(Math.abs(Date.parse(hello.data.at ?? '') - Date.now())).toBeLessThan(5_000)
  expect(events.text()).toMatch(/^retry: 2000\n\nevent: hello\n/)
})

test('who comes again is told what was missed, and who says nothing that is kept, that it may be anything', async () => {
  const first = await listen()
  const { id } = await first.waitFor(({ event }) => event === 'hello')
  await post('portfolios', { name: 'Missed' })
  const returned = await listen({ 'last-event-id': id })
  const missed = await returned.waitFor(isAbout('portfolio'))
  expect(missed.data).toEqual({ topics: ['portfolio'], initiativeIds: [], connectionIds: [] })
  expect(returned.heard[0]).toMatchObject({ event: 'hello', id })

  const again = await listen({ 'last-event-id': missed.id })
  await again.waitFor(isAbout('sync-runs'))
  expect(again.heard.some(isAbout('portfolio'))).toBe(false)

  const [atMs, snapshot] = id.split('~')
  const longAgo = `${Number(atMs) - 700_000}~${snapshot}`
  for (const since of [longAgo, 'no position', `${atMs}~1:2:x`]) {
    const stranger = await listenTo(url, { authorization: `Bearer ${ground.token}` }, since)
    listening.push(stranger)
    expect((await stranger.waitFor(({ event }) => event === 'changed')).data.topics).toEqual([...CHANGE_TOPICS])
  }
})

test('what is committed between the sign-in and the first event is heard by who names the sign-in', async () => {
  const { changesSince } = (await signIn(ground)).response.json<{ readonly changesSince: string }>()
  await post('portfolios', { name: 'Between' })
  const events = await listenTo(url, { authorization: `Bearer ${ground.token}` }, changesSince)
  listening.push(events)
  await events.waitFor(isAbout('portfolio'))
})

test('what a person enters through another process is heard', async () => {
  const second = await startApi({ db: ground.database.db })
  try {
    const events = await listen({}, await second.listen())
    const portfolio = await post('portfolios', { name: 'Growth' })
    const heard = await events.waitFor(isAbout('portfolio'))
    expect(heard.data).toEqual({ topics: ['portfolio'], initiativeIds: [], connectionIds: [] })
    await post('risks', { nodeId: portfolio.id, kind: 'risk', title: 'Supplier' })
    await events.waitFor(event => event !== heard && isAbout('portfolio')(event))
  } finally {
    for (const each of listening.splice(0)) await each.leave()
    await second.close()
  }
})

test('an alert that a job raises is heard with its initiative, together with the milestone and the assessment', async () => {
  const other = openDatabase(ground.database.url, { applicationName: 'worker', connections: 2 })
  try {
    const connection = await saveConnection(other.db, 'paper', {}, {})
    const project = await seedProject(other.db, connection, 'PAY', 'Payments')
    const release = await seedRelease(other.db, connection, project, 'Checkout 1.3', { targetDay: '2026-04-20' })
    await seedSpans(other.db, connection, release, 'target_day', [
      { from: '2026-01-02T00:00:00Z', value: '2026-04-01' },
      { from: '2026-02-02T10:00:00Z', value: '2026-04-20' },
    ])
    await seedItem(other.db, connection, project, 'PAY-1', { releaseIds: [release] })
    const portfolio = await post('portfolios', { name: 'Payments' })
    const initiative = await post('initiatives', {
      name: 'Instant Checkout',
      parentId: portfolio.id,
      scope: [{ effect: 'include', connectionId: connection, selector: 'project', value: 'PAY' }],
    })
    const events = await listen()
    await assessWithAlerts(other.db, initiative.id, '2026-03-01T09:00:00.000Z')
    await events.waitFor(isAbout('alerts', initiative.id))
    await events.waitFor(isAbout('milestones', initiative.id))
    await events.waitFor(isAbout('assessments', initiative.id))
  } finally {
    await other.close()
  }
})

test('a pass is heard when it begins, while it reads, and when it ends; a connection when it changes, not when it is next due', async () => {
  const { db } = ground.database
  const id = await saveConnection(db, 'paper', {}, {})
  const events = await listen()
  const hear = async (topic: string, change: () => Promise<unknown>): Promise<void> => {
    const before = events.heard.length
    await change()
    const found = await events.waitFor(event => events.heard.indexOf(event) >= before && isAbout(topic, id)(event))
    expect(found.data).toEqual({ topics: [topic], initiativeIds: [], connectionIds: [id] })
  }
  await requestRun(db, id, 'full')
  await events.waitFor(isAbout('sync-runs', id))
  const run = await requestRun(db, id, 'full')
  await hear('sync-runs', () => startRun(db, run.id))
  await hear('sync-runs', () => addToRun(db, run.id, { done: 100 }))
  await hear('sync-runs', () => finishRun(db, run.id, { state: 'complete' }))
  const heard = events.heard.length
  await db.execute(sql`update connection set next_sync_at = now(), next_census_at = now() where id = ${id}`)
  await pause(1_500)
  expect(events.heard.slice(heard)).toEqual([])
  await hear('connections', () => db.execute(sql`update connection set state = 'suspended' where id = ${id}`))
  await hear('connections', () => db.execute(sql`delete from connection where id = ${id}`))
})

test('what is committed late, after what began later, is heard all the same, each once', async () => {
  const { db } = ground.database
  const [early, late] = [await saveConnection(db, 'paper', {}, {}), await saveConnection(db, 'paper', {}, {})]
  const events = await listen()
  const rename = (tx: typeof db, id: string) =>
    tx.execute(sql`update connection set name = name || '!' where id = ${id}`)
  let commit = (): void => {}
  const held = new Promise<void>(resolve => {
    commit = resolve
  })
  const open = db.transaction(async tx => {
    await rename(tx, early)
    await held
  })
  await pause(100)
  await rename(db, late)
  await events.waitFor(isAbout('connections', late))
  await pause(1_200)
  expect(events.heard.some(isAbout('connections', early))).toBe(false)
  commit()
  await open
  await events.waitFor(isAbout('connections', early))
  await pause(1_200)
  expect(events.heard.filter(isAbout('connections', early))).toHaveLength(1)
  expect(events.heard.filter(isAbout('connections', late))).toHaveLength(1)
})

test('what is rolled back is not heard', async () => {
  const { db } = ground.database
  const id = await saveConnection(db, 'paper', {}, {})
  const events = await listen()
  const undone = db.transaction(async tx => {
    await tx.execute(sql`update connection set name = 'never' where id = ${id}`)
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  await pause(1_500)
  expect(events.heard.filter(isAbout('connections', id))).toEqual([])
})

test('signing out, an expired session and a revoked token end the stream; other streams stay', async () => {
  const { db } = ground.database
  const bearer = await listen()
  const out = await signIn(ground)
  const signedOut = await listen({ authorization: '', cookie: out.cookie })
  await ground.request({
    method: 'DELETE',
    url: '/api/v1/session',
    headers: { authorization: '', cookie: out.cookie, 'x-csrf-token': out.csrfToken },
  })
  expect(await signedOut.ended).toBeNull()

  const expired = await listen({ authorization: '', cookie: (await signIn(ground)).cookie })
  await db.execute(sql`update session set expires_at = now() - interval '1 s'`)
  expect(await expired.ended).toBeNull()

  const { id, token } = await createToken(db, 'revoked')
  const revoked = await listen({ authorization: `Bearer ${token}` })
  await db.execute(sql`delete from api_token where id = ${id}`)
  expect(await revoked.ended).toBeNull()

  const cookie = (await signIn(ground)).cookie
  const standing = await listen({ authorization: '', cookie })
  const before = await db.execute(sql`select expires_at from session`)
  await post('portfolios', { name: 'Still heard' })
  await standing.waitFor(isAbout('portfolio'))
  await bearer.waitFor(isAbout('portfolio'))
  expect(await db.execute(sql`select expires_at from session`)).toEqual(before)
})

test('after looking has failed, pages are told to ask everything again', async () => {
  const { db } = ground.database
  const events = await listen()
  await db.execute(sql`alter table change_mark rename to away`)
  await pause(1_500)
  await db.execute(sql`alter table away rename to change_mark`)
  const { data } = await events.waitFor(isAbout('assessments'))
  expect(data).toEqual({ topics: CHANGE_TOPICS, initiativeIds: [], connectionIds: [] })
  expect(ground.logged().match(/could not look for changes/g)).toHaveLength(1)
})

test('nobody looks while nobody listens', async () => {
  let looks = 0
  const counted = new Proxy(ground.database.db, {
    get(target, key) {
      if (key === 'execute') looks += 1
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const watched = await startApi({ db: counted })
  try {
    const events = await listen({}, await watched.listen())
    const before = looks
    await vi.waitFor(() => expect(looks).toBeGreaterThan(before + 3), 5_000)
    await events.leave()
    await pause(500)
    const after = looks
    await pause(2_200)
    expect(looks).toBe(after)
  } finally {
    await watched.close()
  }
})

test('one more than there is room for is told to come back later; who left makes room', async () => {
  const crowd = await Promise.all(Array.from({ length: MOST_STREAMS }, () => listen()))
  expect(new Set(crowd.map(({ status }) => status))).toEqual(new Set([200]))
  const refused = await listen()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
  await crowd[0]?.leave()
  await vi.waitFor(async () => expect((await listen()).status).toBe(200), 2_000)
})

test('the service closes at once, although pages listen and one of them reads nothing', async () => {
  const closing = await startApi({ db: ground.database.db })
  const address = new URL(await closing.listen())
  const events = await listen({}, address.origin)
  const deaf = connect(Number(address.port), address.hostname)
  deaf.on('error', () => {})
  deaf.write(`GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ground.token}\r\n\r\n`)
  await new Promise<void>(resolve => deaf.once('readable', () => resolve()))
  const joining = listen({}, address.origin).catch(() => null)
  const beganAt = Date.now()
  await closing.close()
  expect(Date.now() - beganAt).toBeLessThan(1_000)
  await events.ended
  deaf.destroy()
  await joining
})
