import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RaisedCondition } from '../../../src/portfolio/alert/alert.ts'
import type { Rhythm } from '../../../src/portfolio/alert/rhythm.ts'
import { sealer } from '../../../src/store/access/sealed.ts'
import { type AlertDecision, decideAlert } from '../../../src/store/alert/alert-decisions.ts'
import { listAlerts } from '../../../src/store/alert/alerts.ts'
import { applyAlertChanges } from '../../../src/store/alert/apply-alert-changes.ts'
import { createChannel } from '../../../src/store/alert/channels.ts'
import { markNoticeSent, takeNotice } from '../../../src/store/alert/deliveries.ts'
import { createMilestone } from '../../../src/store/milestone/milestones.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { slip } from '../../portfolio/alert/slip.ts'
import { seedConnection, seedInitiative, seedPerson } from '../seed.ts'

const EVENING = '2026-03-02T21:00:00.000Z'
const NIGHT = '2026-03-02T23:00:00.000Z'
const LATE_NIGHT = '2026-03-03T01:00:00.000Z'
const MORNING = '2026-03-03T07:00:00.000Z'
const QUIET: Rhythm = { type: 'immediate', quiet: { from: '20:00', to: '07:00', weekends: false } }

let database: TestDatabase
let condition: RaisedCondition
let channelId: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  const { db } = database
  await db.execute(sql`truncate connection, portfolio_node, channel cascade`)
  const connectionId = await seedConnection(db, 'Jira')
  const byPersonId = await seedPerson(db, connectionId, 'Amara Osei')
  const initiativeId = await seedInitiative(db, 'Checkout')
  const milestoneId = (await createMilestone(db, { initiativeId, name: 'Go-live', day: '2026-04-01' }))?.id ?? ''
  condition = slip({ initiativeId, milestoneId, byPersonId, at: EVENING, connectionId })
  channelId = randomUUID()
  await createChannel(db, sealer(randomBytes(32).toString('hex')), {
    ...{ id: channelId, name: 'PMO', kind: 'http', rhythm: QUIET },
    settings: { url: 'https://hook.example/secret' },
  })
  await applyAlertChanges(db, [{ type: 'opened', condition }], EVENING)
})

const toldAt = async (at: string) => {
  const notice = await takeNotice(database.db, { id: channelId }, at, { holdMs: 60_000, mostEntries: 50 })
  if (notice !== null) await markNoticeSent(database.db, notice.id, at)
  return notice?.deliveries.map(({ change }) => change) ?? []
}

async function decide(decision: AlertDecision): Promise<void> {
  const [alert] = (await listAlerts(database.db, {}, { after: null, limit: 10 })).items
  await decideAlert(database.db, alert?.id ?? '', decision, { actor: 'wei', note: null, at: NIGHT })
}

test('what is grave enough for the night takes along what waited for the morning, so that all is told in its order', async () => {
  expect(await toldAt(NIGHT)).toEqual([])
  const worse = { ...condition, severity: 'high' as const, extent: condition.extent + 30 }
  const worsened = { type: 'worsened', condition: worse, previousExtent: condition.extent } as const
  await applyAlertChanges(database.db, [worsened], NIGHT)
  expect(await toldAt(NIGHT)).toEqual(['opened', 'worsened'])
  const { kind, fingerprint } = condition
  await applyAlertChanges(database.db, [{ type: 'resolved', kind, fingerprint }], LATE_NIGHT)
  expect(await toldAt(LATE_NIGHT)).toEqual(['resolved'])
  expect(await toldAt(MORNING)).toEqual([])
})

test('an escalation that waits for the morning is not told when somebody has answered before', async () => {
  const { kind, fingerprint } = condition
  const escalated = { type: 'escalated', kind, fingerprint, severity: 'medium', escalation: 1 } as const
  await applyAlertChanges(database.db, [escalated], NIGHT)
  await decide({ type: 'acknowledged' })
  expect(await toldAt(MORNING)).toEqual(['opened'])
})

test.each<AlertDecision>([{ type: 'snoozed', until: '2026-03-09T07:00:00.000Z' }, { type: 'resolved' }])(
  'of an alert that is $type nothing is told that still waited',
  async decision => {
    await decide(decision)
    expect(await toldAt(MORNING)).toEqual([])
  },
)
