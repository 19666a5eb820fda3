import { setTimeout as pause } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UnavailableError } from '../../connectors/errors.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { generateJiraSite } from '../../demo/jira/generate.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import { syncPart } from '../../drizzle/schema/sync.ts'
import { LaterError } from '../../jobs/later.ts'
import { releaseLease, takeLease } from '../../src/store/sync/leases.ts'
import { listOpenParts, nameUnit } from '../../src/store/sync/sync-parts.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization, createSmallSite } from './small-trackers.ts'

let ground: Ground
beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

interface ShownRun {
  readonly id: string
  readonly state: string
  readonly done: number
  readonly expected: number | null
  readonly secondsLeft: number | null
  readonly streams: readonly {
    readonly stream: string
    readonly state: string
    readonly done: number
    readonly expected: number | null
    readonly secondsLeft: number | null
  }[]
}

async function get<Body>(url: string): Promise<Body> {
  const response = await ground.request({ method: 'GET', url: `/api/v1${url}` })
  expect(response.statusCode).toBe(200)
  return response.json<Body>()
}

/** The run as its list and its connection show it. */
async function show(connectionId: string): Promise<ShownRun | null> {
  const { underWay } = await get<{ underWay: ShownRun | null }>(`/connections/${connectionId}/completeness`)
  return underWay
}

/** What a watcher sees from now until `reading` has ended. */
async function watch(connectionId: string, reading: Promise<unknown>): Promise<readonly ShownRun[]> {
  const seen: ShownRun[] = []
  let isOver = false
  const ended = reading.finally(() => {
    isOver = true
  })
  while (!isOver) {
    const run = await show(connectionId)
    if (run !== null) seen.push(run)
    await pause(40)
  }
  await ended
  return seen
}

const find = ({ streams }: ShownRun, name: string) => streams.find(({ stream }) => stream === name)

async function connectJira(standIn: JiraStandIn): Promise<string> {
  const credentials = { type: 'api-token', ...standIn.credentials }
  return saveConnection(ground.database.db, 'jira', { baseUrl: standIn.url }, credentials)
}

test('the first reading of a small site shows how many issues there are and how long they will take, stream by stream', async () => {
  const site = createSmallSite(['PAY', 'WEB', 'OPS'], 400)
  const standIn = await startJiraStandIn({ site, feedLagMs: 0 })
  standIn.faults.add({
    match: ({ path }) => path.includes('/search/jql'),
    nth: 1,
    times: Infinity,
    fault: 'delay',
    delayMs: 600,
  })
  try {
    const id = await connectJira(standIn)
    const { context } = await openWorkplace(ground.database.db)
    const seen = await watch(id, pass(context, id))
    // Worklogs, sprints and versions are read beside them, and Jira does not count worklogs.
    const items = seen.flatMap(run => {
      const stream = find(run, 'work_items')
      const isLast = run.streams.every(each => each === stream || each.state === 'ended')
      return stream?.state === 'reading' && isLast ? [{ ...run, ofItems: stream }] : []
    })
    expect(items.length).toBeGreaterThan(10)
    for (const { done, expected, secondsLeft, ofItems, streams } of items) {
      expect(ofItems.expected).toBe(site.data.issues.length)
      expect(expected).toBe(done + site.data.issues.length - ofItems.done)
      expect(secondsLeft).toBe(ofItems.secondsLeft)
      expect(streams.find(({ stream }) => stream === 'structure')).toMatchObject({ state: 'ended', secondsLeft: 0 })
    }
    const begun = seen.flatMap(run => find(run, 'work_items') ?? []).find(({ state }) => state === 'reading')
    expect(begun?.secondsLeft).toBeNull()
    const told = items.flatMap(({ secondsLeft, ofItems }) =>
      secondsLeft === null ? [] : [{ secondsLeft, left: site.data.issues.length - ofItems.done }],
    )
    expect(told.length).toBeGreaterThan(5)
    // A page of a hundred takes 0.6 s and what it takes to store it.
    for (const { secondsLeft, left } of told) {
      expect(secondsLeft).toBeGreaterThanOrEqual(Math.floor((left / 100) * 0.5))
      expect(secondsLeft).toBeLessThanOrEqual(Math.ceil((left / 100) * 5) + 1)
    }
    expect(await show(id)).toBeNull()
    const {
      items: [ended],
    } = await get<{ items: ShownRun[] }>(`/sync-runs?connection=${id}`)
    expect(ended).toMatchObject({ state: 'complete', expected: ended?.done, secondsLeft: 0, streams: [] })
  } finally {
    await standIn.close()
  }
}, 60_000)

test('of a reading that is shared out and interrupted only the part is left that nobody has read', async () => {
  const site = generateJiraSite({ seed: DEMO_SEED, now: new Date() })
  const standIn = await startJiraStandIn({ site, feedLagMs: 0 })
  try {
    const id = await connectJira(standIn)
    const { db } = ground.database
    const { context } = await openWorkplace(db)
    standIn.faults.add({
      match: ({ path }) => path.includes('/search/jql'),
      nth: 1,
      times: Infinity,
      fault: 'status',
      status: 503,
    })
    await expect(pass(context, id)).rejects.toThrow(UnavailableError)
    standIn.faults.clear()
    const parts = await listOpenParts(db, { connectionId: id })
    const [part] = parts
    if (part === undefined) throw new Error('the reading was not shared out')
    const kept = await takeLease(db, { connectionId: id, unit: nameUnit(part) }, 60_000)
    if (kept === null) throw new Error('the part is taken')
    await expect(pass(context, id)).rejects.toThrow(LaterError)
    const [left] = await listOpenParts(db, { connectionId: id })
    expect(left?.externalId).toBe(part.externalId)
    const shown = await show(id)
    const total = site.data.issues.length
    const [row] = await db.select().from(syncPart).where(eq(syncPart.externalId, part.externalId))
    const ofPart = row?.expected ?? Number.NaN
    expect(ofPart).toBeGreaterThan(100)
    expect(shown).toMatchObject({ state: 'delayed' })
    expect(shown && find(shown, 'work_items')).toMatchObject({
      state: 'reading',
      done: total - ofPart,
      expected: total,
    })
    expect(shown?.expected).toBe((shown?.done ?? 0) + ofPart)
    await releaseLease(db, { connectionId: id, unit: nameUnit(part), fencingToken: kept })
    const run = await pass(context, id)
    expect(run.state).toBe('complete')
    expect(await get(`/sync-runs/${run.id}`)).toMatchObject({ expected: run.done, secondsLeft: 0, streams: [] })
  } finally {
    await standIn.close()
  }
}, 60_000)

test('of a tracker that does not count, what is done is shown and nothing is guessed', async () => {
  const standIn = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(150),
    personalAccessToken: 'a-good-token',
    pageSize: 60,
    latencyMs: 100,
  })
  try {
    const credentials = { type: 'personal-access-token', token: 'a-good-token' }
    const id = await saveConnection(ground.database.db, 'azure-devops', { baseUrl: standIn.url }, credentials)
    const { context } = await openWorkplace(ground.database.db)
    const seen = await watch(id, pass(context, id))
    const items = seen.filter(run => find(run, 'work_items')?.state === 'reading')
    expect(items.some(run => (find(run, 'work_items')?.done ?? 0) > 100)).toBe(true)
    for (const run of items) {
      expect(run).toMatchObject({ expected: null, secondsLeft: null })
      expect(find(run, 'work_items')).toMatchObject({ expected: null, secondsLeft: null })
    }
  } finally {
    await standIn.close()
  }
}, 60_000)
