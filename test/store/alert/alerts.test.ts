import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { delivery } from '../../../drizzle/schema/alert.ts'
import type { AlertChange, Escalation, RaisedCondition } from '../../../src/portfolio/alert/alert.ts'
import { sealer } from '../../../src/store/access/sealed.ts'
import { decideAlert } from '../../../src/store/alert/alert-decisions.ts'
import { listAlertEvents, listAlertItems } from '../../../src/store/alert/alert-story.ts'
import { listAlerts, listOpenAlerts } from '../../../src/store/alert/alerts.ts'
import { applyAlertChanges } from '../../../src/store/alert/apply-alert-changes.ts'
import { createChannel, updateChannel } from '../../../src/store/alert/channels.ts'
import { createMilestone } from '../../../src/store/milestone/milestones.ts'
import { createTestDatabase } from '../../database.ts'
import { slip } from '../../portfolio/alert/slip.ts'
import { seedConnection, seedInitiative, seedItem, seedPerson, seedProject } from '../seed.ts'

const AT = [
  '2026-03-01T00:00:00.000Z',
  '2026-03-02T00:00:00.000Z',
  '2026-03-03T00:00:00.000Z',
  '2026-03-04T00:00:00.000Z',
] as const
const ALL = { after: null, limit: 100 }
const seals = sealer(randomBytes(32).toString('hex'))

let database: Awaited<ReturnType<typeof createTestDatabase>>
let initiative: string
let milestone: string
let condition: RaisedCondition

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  const { db } = database
  await db.execute(sql`truncate connection, portfolio_node, channel cascade`)
  const jira = await seedConnection(db, 'Jira')
  const person = await seedPerson(db, jira, 'Amara Osei')
  initiative = await seedInitiative(db, 'Checkout')
  milestone = (await createMilestone(db, { initiativeId: initiative, name: 'Go-live', day: '2026-04-01' }))?.id ?? ''
  condition = slip({
    initiativeId: initiative,
    milestoneId: milestone,
    byPersonId: person,
    at: '2026-02-02T10:00:00.000Z',
    connectionId: jira,
  })
  await createChannel(db, seals, {
    id: randomUUID(),
    name: 'PMO',
    kind: 'http',
    settings: { url: 'https://hook.example/secret' },
  })
})

const opened = (): AlertChange => ({ type: 'opened', condition })
const worse = (): AlertChange => ({
  type: 'worsened',
  previousExtent: 9,
  condition: {
    ...condition,
    severity: 'medium',
    extent: 19,
    details: { ...condition.details, to: '2026-04-20', totalDays: 19, at: '2026-02-20T00:00:00.000Z' },
  },
})
const over = () => ({ type: 'resolved', kind: condition.kind, fingerprint: condition.fingerprint }) as const
const apply = (change: AlertChange, at: string) => applyAlertChanges(database.db, [change], at)
const only = async () => {
  const { items } = await listAlerts(database.db, { initiativeId: initiative }, ALL)
  expect(items).toHaveLength(1)
  const [alert] = items
  if (alert === undefined) throw new Error('no alert')
  return alert
}

test('the same change applied by two evaluations at once makes one alert, one event and one message', async () => {
  await Promise.all([apply(opened(), AT[0]), apply(opened(), AT[0]), apply(opened(), AT[0])])
  const alert = await only()
  expect(await listAlertEvents(database.db, alert.id)).toHaveLength(1)
  expect(await database.db.select().from(delivery)).toHaveLength(1)
})

test('an alert that got worse is counted, told once, and open again although somebody had acknowledged it', async () => {
  await apply(opened(), AT[0])
  await decideAlert(
    database.db,
    (await only()).id,
    { type: 'acknowledged' },
    { actor: 'Amara', note: 'known', at: AT[1] },
  )
  expect(await apply(worse(), AT[2])).toBe(1)
  expect(await apply(worse(), AT[3])).toBe(0)
  expect(await only()).toMatchObject({
    state: 'open',
    severity: 'medium',
    worsenedCount: 1,
    changedAt: AT[2],
    details: { extent: 19 },
  })
  expect(await listOpenAlerts(database.db, initiative)).toEqual([
    {
      kind: 'milestone_slipped',
      fingerprint: condition.fingerprint,
      severity: 'medium',
      extent: 19,
      at: '2026-02-20T00:00:00.000Z',
      escalations: 0,
      unansweredSince: AT[2],
    },
  ])
})

test('a snoozed alert that gets worse is recorded but nobody is told before the snooze ends', async () => {
  await apply(opened(), AT[0])
  await decideAlert(
    database.db,
    (await only()).id,
    { type: 'snoozed', until: AT[3] },
    { actor: 'Amara', note: null, at: AT[1] },
  )
  expect(await apply(worse(), AT[2])).toBe(0)
  expect(await only()).toMatchObject({ state: 'snoozed', worsenedCount: 1, snoozedUntil: AT[3] })
})

test('an alert whose condition went away is resolved by us, with a message, and may open anew', async () => {
  await apply(opened(), AT[0])
  expect(await apply(over(), AT[1])).toBe(1)
  expect(await only()).toMatchObject({ state: 'resolved', resolvedBy: 'milepost', resolvedAt: AT[1] })
  expect(await listOpenAlerts(database.db, initiative)).toEqual([])
  expect(await apply(opened(), AT[2])).toBe(1)
  expect((await listAlerts(database.db, {}, ALL)).items.map(({ state }) => state)).toEqual(['open', 'resolved'])
})

test('an alert that ends quietly is resolved with the reason in its story, and nobody is told', async () => {
  await apply(opened(), AT[0])
  const quietly = 'Its date has passed: that it is overdue is an alert of its own.'
  expect(await apply({ ...over(), quietly }, AT[1])).toBe(0)
  const alert = await only()
  expect(alert).toMatchObject({ state: 'resolved', resolvedBy: 'milepost', resolvedAt: AT[1] })
  expect(await listAlertEvents(database.db, alert.id)).toMatchObject([
    { change: 'opened', deliveries: [{ channelName: 'PMO' }] },
    { change: 'resolved', actor: 'milepost', details: { extent: 9, note: quietly }, deliveries: [] },
  ])
  expect(await database.db.select().from(delivery)).toHaveLength(1)
  expect(await apply(opened(), AT[2])).toBe(1)
})

test('what a person resolved stays resolved while nothing changes, comes back when it gets worse, and ends silently', async () => {
  await apply(opened(), AT[0])
  const { id } = await only()
  await decideAlert(database.db, id, { type: 'resolved' }, { actor: 'Amara', note: 'accepted', at: AT[1] })
  expect(await listOpenAlerts(database.db, initiative)).toHaveLength(1)
  expect(await decideAlert(database.db, id, { type: 'acknowledged' }, { actor: 'Amara', note: null, at: AT[1] })).toBe(
    'already_resolved',
  )
  expect(await apply(worse(), AT[2])).toBe(1)
  expect(await only()).toMatchObject({ id, state: 'open', resolvedBy: null, resolvedAt: null })
  await decideAlert(database.db, id, { type: 'resolved' }, { actor: 'Amara', note: null, at: AT[2] })
  expect(await apply(over(), AT[3])).toBe(0)
  expect(await listOpenAlerts(database.db, initiative)).toEqual([])
  expect((await listAlertEvents(database.db, id)).map(({ change, actor }) => `${change} by ${actor}`)).toEqual([
    'opened by milepost',
    'resolved by Amara',
    'worsened by milepost',
    'resolved by Amara',
    'resolved by milepost',
  ])
})

test('an unknown alert is told apart from one that is resolved', async () => {
  expect(
    await decideAlert(database.db, randomUUID(), { type: 'acknowledged' }, { actor: 'Amara', note: null, at: AT[0] }),
  ).toBeNull()
})

const escalated = (escalation: number, severity: 'medium' | 'high'): Escalation => ({
  type: 'escalated',
  kind: condition.kind,
  fingerprint: condition.fingerprint,
  severity,
  escalation,
})

test('an alert that nobody answered is escalated once, and stays as severe when it gets worse', async () => {
  await apply(opened(), AT[0])
  const escalate = () => applyAlertChanges(database.db, [escalated(1, 'high')], AT[1])
  expect((await Promise.all([escalate(), escalate(), escalate()])).toSorted()).toEqual([0, 0, 1])
  expect(await only()).toMatchObject({ severity: 'high', escalations: 1, state: 'open', changedAt: AT[1] })
  await apply(worse(), AT[2])
  expect(await only()).toMatchObject({ severity: 'high', worsenedCount: 1, details: { extent: 19 } })
  expect((await listAlertEvents(database.db, (await only()).id)).map(({ change }) => change)).toEqual([
    'opened',
    'escalated',
    'worsened',
  ])
})

test('what somebody acknowledged, or snoozed until later, is not escalated; a snooze that is over is', async () => {
  await apply(opened(), AT[0])
  const { id } = await only()
  const decide = (decision: Parameters<typeof decideAlert>[2]) =>
    decideAlert(database.db, id, decision, { actor: 'Amara', note: null, at: AT[1] })
  await decide({ type: 'acknowledged' })
  expect(await applyAlertChanges(database.db, [escalated(1, 'medium')], AT[1])).toBe(0)
  await decide({ type: 'snoozed', until: AT[2] })
  expect(await applyAlertChanges(database.db, [escalated(1, 'medium')], AT[1])).toBe(0)
  expect(await only()).toMatchObject({ state: 'snoozed', severity: 'low', escalations: 0 })
  expect(await listOpenAlerts(database.db, initiative)).toMatchObject([{ unansweredSince: AT[2] }])
  expect(await applyAlertChanges(database.db, [escalated(1, 'medium')], AT[3])).toBe(1)
  expect(await only()).toMatchObject({ state: 'open', severity: 'medium', snoozedUntil: null })
})

test('a disabled channel is told nothing', async () => {
  const { db } = database
  const id = randomUUID()
  await createChannel(db, seals, { id, name: 'Silent', kind: 'http', settings: {} })
  await updateChannel(db, seals, id, { state: 'disabled' }, AT[0])
  expect(await apply(opened(), AT[0])).toBe(1)
})

test('pages of alerts go through all of them once, newest change first', async () => {
  for (let index = 0; index < 7; index++) {
    await apply({ type: 'opened', condition: { ...condition, fingerprint: `f${index}` } }, AT[index % 2 === 0 ? 0 : 1])
  }
  const seen: string[] = []
  for (let after: readonly string[] | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listAlerts>> = await listAlerts(database.db, {}, { after, limit: 3 })
    seen.push(...page.items.map(({ fingerprint }) => fingerprint))
    if (page.next === null) break
    after = page.next
  }
  expect(seen).toHaveLength(7)
  expect(new Set(seen).size).toBe(7)
  expect(seen.slice(0, 3).sort()).toEqual(['f1', 'f3', 'f5'])
})

test('the story of an alert names the channels that were told of each event, and the items behind it', async () => {
  const { db } = database
  const jira = await seedConnection(db, 'Second')
  const item = await seedItem(db, jira, await seedProject(db, jira, 'PAY', 'Payments'), 'PAY-1')
  await apply(opened(), AT[0])
  await db.update(delivery).set({ sentAt: AT[1], attempts: 1 })
  const alert = await only()
  await decideAlert(db, alert.id, { type: 'acknowledged' }, { actor: 'Amara', note: null, at: AT[2] })
  expect(await listAlertEvents(db, alert.id)).toMatchObject([
    { change: 'opened', deliveries: [{ channelName: 'PMO', sentAt: AT[1], attempts: 1, lastError: null }] },
    { change: 'acknowledged', deliveries: [] },
  ])
  expect(await listAlertItems(db, [milestone, item, 'not an id'])).toMatchObject([{ id: item, key: 'PAY-1' }])
})
