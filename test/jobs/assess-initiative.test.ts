import { eq } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workItem } from '../../drizzle/schema/work.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import type { JobContext } from '../../jobs/job.ts'
import { decideAlert } from '../../src/store/alert/alert-decisions.ts'
import { alertRules } from '../../src/store/alert/alert-rules.ts'
import { listAlerts } from '../../src/store/alert/alerts.ts'
import { createMilestone, updateMilestone } from '../../src/store/milestone/milestones.ts'
import { listAssessmentsAsOf, loadPreviousAssessment } from '../../src/store/portfolio/assessments.ts'
import { healthRules } from '../../src/store/portfolio/health-rules.ts'
import { createNode } from '../../src/store/portfolio/portfolio-nodes.ts'
import { changeRisk, listRisks } from '../../src/store/portfolio/risks.ts'
import { createInitiative } from '../../src/store/portfolio/save-initiative.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { createTestDatabase } from '../database.ts'
import { seedCompleteSync, seedConnection, seedItem, seedPerson, seedProject } from '../store/seed.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('an assessment holds the rules of the portfolio, keeps the register in line and leaves what a person decided', async () => {
  const { db } = database
  const jira = await seedConnection(db, 'Jira')
  await seedCompleteSync(db, jira, '2026-03-01T08:00:00Z')
  const pay = await seedProject(db, jira, 'PAY')
  const assigneeId = await seedPerson(db, jira, 'Amara Osei')
  const blocked = { assigneeId, state: 'blocked', blockedSince: '2026-02-10T09:00:00Z' } as const
  const item = await seedItem(db, jira, pay, 'PAY-1', blocked)
  const portfolio = await createNode(db, { kind: 'portfolio', name: 'Growth', parentId: null })
  const parentId = portfolio?.id ?? ''
  const scope = [{ effect: 'include', connectionId: jira, selector: 'project', value: 'PAY', project: null } as const]
  const made = await createInitiative(db, { name: 'Checkout', parentId }, { scope }, '2026-02-01T00:00:00Z')
  const initiativeId = made.result === 'duplicate' ? '' : made.result.id

  const run = async (at: string) => {
    const context = { db, now: () => new Date(at), enqueue: async () => {}, log: pino({ level: 'silent' }) }
    // The job uses nothing else of what a process gives it.
    await assessInitiative.run({ initiativeId }, context as unknown as JobContext)
    const assessment = (await listAssessmentsAsOf(db, [initiativeId], at)).get(initiativeId)?.assessment
    const risks = (await listRisks(db, { nodeIds: [initiativeId] }, { after: null, limit: 10 })).items
    return { axis: assessment?.health.axes.find(({ axis }) => axis === 'risk'), risks }
  }

  const first = await run('2026-03-01T09:00:00.000Z')
  expect(first.axis).toMatchObject({ colour: 'amber', value: 12, evidenceIds: [item], ruleVersion: '1' })
  expect(first.risks).toMatchObject([{ rule: 'blocked_long', status: 'open', evidence: { value: 19, extent: 1 } }])

  const decided = { status: 'accepted', statusReason: 'It waits for the law.' } as const
  await changeRisk(db, first.risks[0]?.id ?? '', decided, { by: 'Elena', at: '2026-03-01T10:00:00.000Z' })
  const second = await run('2026-03-02T09:00:00.000Z')
  expect(second.axis).toMatchObject({ colour: 'not_measured' })
  expect(second.risks).toMatchObject([{ status: 'accepted', evidence: { value: 20 } }])

  await healthRules.save(db, parentId, { risk: { redExposure: 12 } }, { by: 'Elena', at: '2026-03-02T11:00:00.000Z' })
  await db.update(workItem).set({ blockedSince: null, state: 'todo' }).where(eq(workItem.id, item))
  const third = await run('2026-03-02T12:00:00.000Z')
  expect(third.risks).toMatchObject([{ status: 'accepted' }])
  expect(third.axis).toMatchObject({ ruleVersion: '2' })
})

test('a slip that nobody answers is escalated by the evaluation after the hours of the rules, and one that is acknowledged is not', async () => {
  const { db } = database
  const portfolio = await createNode(db, { kind: 'portfolio', name: 'Answers', parentId: null })
  const node = await createNode(db, { kind: 'initiative', name: 'Search', parentId: portfolio?.id ?? '' })
  const initiativeId = node?.id ?? ''
  const rules = { kinds: ['milestone_slipped'], escalateAfterHours: { low: 24, medium: 24 } } as const
  await alertRules.save(db, portfolio?.id ?? '', rules, { by: 'Elena', at: '2027-01-01T00:00:00.000Z' })
  const milestone = await createMilestone(db, { initiativeId, name: 'Go-live', day: '2027-03-01' })
  await updateMilestone(db, milestone?.id ?? '', { manualDay: '2027-03-04' }, '2027-01-01T00:00:00.000Z')
  const assess = async (at: string) => {
    const context = { db, now: () => new Date(at), enqueue: async () => {}, log: pino({ level: 'silent' }) }
    await assessInitiative.run({ initiativeId }, context as unknown as JobContext)
    const [alert] = (await listAlerts(db, { initiativeId }, { after: null, limit: 10 })).items
    return alert
  }
  expect(await assess('2027-01-02T00:00:00.000Z')).toMatchObject({ severity: 'low', escalations: 0 })
  expect(await assess('2027-01-02T23:00:00.000Z')).toMatchObject({ severity: 'low', escalations: 0 })
  const escalated = await assess('2027-01-03T00:00:00.000Z')
  expect(escalated).toMatchObject({ severity: 'medium', escalations: 1, worsenedCount: 0, state: 'open' })
  const decided = { actor: 'Amara', note: null, at: '2027-01-03T10:00:00.000Z' }
  await decideAlert(db, escalated?.id ?? '', { type: 'acknowledged' }, decided)
  expect(await assess('2027-01-09T00:00:00.000Z')).toMatchObject({ severity: 'medium', escalations: 1 })
})

test('where the clocks of processes differ, the last conclusion counts, with the items and dates that another clock dates ahead', async () => {
  const { db } = database
  const jira = await seedConnection(db, 'Another Jira')
  await seedCompleteSync(db, jira, '2026-05-01T08:00:00Z')
  const project = await seedProject(db, jira, 'OPS')
  await seedItem(db, jira, project, 'OPS-1')
  const node = await createNode(db, { kind: 'portfolio', name: 'Clocks', parentId: null })
  const parentId = node?.id ?? ''
  const scope = [{ effect: 'include', connectionId: jira, selector: 'project', value: 'OPS', project: null } as const]
  const made = await createInitiative(db, { name: 'Pager', parentId }, { scope }, '2026-05-01T00:00:00Z')
  const initiativeId = made.result === 'duplicate' ? '' : made.result.id
  const milestone = await createMilestone(db, { initiativeId, name: 'Cut-over', day: '2026-06-01' })
  const assess = async (at: string) => {
    const context = { db, now: () => new Date(at), enqueue: async () => {}, log: pino({ level: 'silent' }) }
    await assessInitiative.run({ initiativeId }, context as unknown as JobContext)
    return loadPreviousAssessment(db, initiativeId)
  }
  await assess('2026-05-01T09:00:00.000Z')
  await seedItem(db, jira, project, 'OPS-2')
  await refreshScope(db, '2026-05-01T09:00:02.000Z', null)
  await updateMilestone(db, milestone?.id ?? '', { manualDay: '2026-07-01' }, '2026-05-01T09:00:03.000Z')
  const told = await assess('2026-05-01T08:59:58.000Z')
  expect(told?.statusAt).toBe('2026-05-01T09:00:00.000Z')
  expect(told?.coverage.outOf).toMatchObject({ estimated: 2 })
  expect(told?.milestones).toMatchObject([{ currentDay: '2026-07-01', status: 'slipped' }])
  const { items } = await listAlerts(db, { initiativeId }, { after: null, limit: 10 })
  // It is told by the clock of who sends it.
  expect(items).toMatchObject([{ kind: 'milestone_slipped', openedAt: '2026-05-01T08:59:58.000Z' }])
  // A clock that was wrong by hours once is not followed.
  expect(await assess('2026-05-01T12:00:00.000Z')).toMatchObject({ statusAt: '2026-05-01T12:00:00.000Z' })
  await assess('2026-05-01T09:01:00.000Z')
  const then = (await listAssessmentsAsOf(db, [initiativeId], '2026-05-01T09:01:00.000Z')).get(initiativeId)
  expect(then?.assessment.statusAt).toBe('2026-05-01T09:01:00.000Z')
})
