import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as edits from '../../demo/jira/edits.ts'
import { assessEdited } from '../../jobs/assess-edited.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import type { JobContext } from '../../jobs/job.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { DEFAULT_MILESTONE_RULES } from '../../src/portfolio/milestone/milestone-rule.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import { createChannel } from '../../src/store/alert/channels.ts'
import { queryRows } from '../../src/store/database.ts'
import { listDue, markDue } from '../../src/store/portfolio/assessment-due.ts'
import { drawDependency } from '../../src/store/portfolio/dependencies.ts'
import { saveDelivery, type Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { type JiraWorkplace, openJiraWorkplace } from './jira-workplace.ts'

const by = 'Priya Nair'
/** With 1,488 items together. */
const PROJECTS = ['WEB', 'MOB', 'PAY']

let workplace: JiraWorkplace
let database: JiraWorkplace['database']
let standIn: JiraWorkplace['standIn']
let connectionId: string
let context: JiraWorkplace['context']
let rung: JiraWorkplace['rung']
let initiativeId: string

/** An initiative of so many items that assessing all of it takes long, and somebody to tell of it. */
beforeAll(async () => {
  workplace = await openJiraWorkplace(PROJECTS, 1_000)
  ;({ database, standIn, connectionId, context, rung } = workplace)
  initiativeId = await workplace.initiativeOf('Everything', PROJECTS)
  await assessInitiative.run({ initiativeId }, context)
  const seals = sealer(randomBytes(32).toString('hex'))
  await createChannel(database.db, seals, { id: randomUUID(), name: 'PMO', kind: 'http', settings: {} })
}, 120_000)
afterAll(() => workplace.close())

const assessMoved = () => assessInitiative.run({ initiativeId, isMoved: true }, context)

/** Of a milestone: its release in the tracker, and what is told of it. */
async function findRelease() {
  const [found] = await queryRows<{ id: string; versionId: string; day: string }>(
    database.db,
    sql`
    select m.id, r.external_id as "versionId", r.target_day as day from milestone m join release r on r.id = m.subject_id
    where m.initiative_id = ${initiativeId} and m.retired_at is null and not r.released and r.target_day is not null
    order by r.target_day desc, r.id limit 1`,
  )
  if (found === undefined) throw new Error('the initiative has no release ahead')
  return found
}

function move(versionId: string, releaseDate: string): Promise<void> {
  edits.moveVersion(standIn.site, { versionId, releaseDate, by })
  return fetchTouched(`to ${releaseDate}`, { kind: 'release', externalId: versionId })
}

async function fetchTouched(notice: string, touch: Touch): Promise<void> {
  await saveDelivery(database.db, connectionId, notice, [touch])
  rung.length = 0
  await refreshRecords.run({ connectionId }, context)
}

interface Told {
  readonly change: string
  readonly details: {
    readonly evidenceIds: readonly string[]
    readonly to: string
    readonly milestoneName: string
    readonly downstream: readonly { readonly name: string }[]
  }
}
const listTold = (milestoneId: string) =>
  queryRows<Told>(
    database.db,
    sql`
    select e.change, e.details from alert_event e join alert a on a.id = e.alert_id
    where a.milestone_id = ${milestoneId} and a.kind = 'milestone_slipped' order by e.id`,
  )
const findConfirmed = async () =>
  (
    await queryRows<{ confirmed: string }>(
      database.db,
      sql`select max(confirmed_at)::text as confirmed from assessment`,
    )
  )[0]?.confirmed

/** What an assessment says of the same move, had nobody been told before. */
async function tellAnew(milestoneId: string): Promise<Told['details'] | undefined> {
  await database.db.execute(sql`delete from alert where milestone_id = ${milestoneId}`)
  await markDue(database.db, [initiativeId])
  await assessEdited.run({ initiativeId }, context)
  return (await listTold(milestoneId)).at(-1)?.details
}

/** An open item of the milestone is waited for by one of another milestone, and so is the milestone itself by a third. */
async function drawWaiting(milestoneId: string): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string; name: string; itemId: string }>(
    database.db,
    sql`
    select distinct on (m.created_at, m.id) m.id, m.name, w.id as "itemId" from milestone m
    join work_item w on m.subject_id = any(w.release_ids) and w.level = 0 and w.state = 'todo' and cardinality(w.release_ids) = 1
    join initiative_item ii on ii.work_item_id = w.id and ii.initiative_id = m.initiative_id and ii.valid_to is null
    where m.initiative_id = ${initiativeId} and m.source = 'release'
    order by m.created_at, m.id, w.id`,
  )
  const provider = rows.find(({ id }) => id === milestoneId)
  const [second, third] = rows.filter(({ id }) => id !== milestoneId)
  if (provider === undefined || second === undefined || third === undefined) throw new Error('too few milestones')
  const drawn = { lagDays: 0, reason: null, createdBy: 'PMO', createdAt: '2026-01-01T00:00:00Z' }
  const items = {
    providerType: 'item',
    providerId: provider.itemId,
    consumerType: 'item',
    consumerId: second.itemId,
  } as const
  const wholes = {
    providerType: 'milestone',
    providerId: milestoneId,
    consumerType: 'milestone',
    consumerId: third.id,
  } as const
  for (const ends of [items, wholes]) await drawDependency(database.db, { ...drawn, ...ends })
  return [second.name, third.name]
}

test('of many items, a date that has moved is told of before all is assessed, as it is told after it, and once', async () => {
  const { db } = database
  const { id, versionId } = await findRelease()
  const waiting = await drawWaiting(id)
  const before = await findConfirmed()
  const version = standIn.site.data.versions.find(each => each.id === versionId)
  Object.assign(version ?? {}, { name: 'Another name' })
  await move(versionId, '2028-03-01')
  expect(rung).toEqual([{ name: 'assess-initiative', payload: { initiativeId, isMoved: true } }])
  rung.length = 0
  await assessMoved()
  const told = await listTold(id)
  expect(told.at(-1)?.details.to).toBe('2028-03-01')
  expect(told.at(-1)?.details.evidenceIds.length).toBeGreaterThan(0)
  expect(told.at(-1)?.details.milestoneName).toBe('Another name')
  const downstream = told.at(-1)?.details.downstream.map(({ name }) => name)
  expect(downstream).toEqual(expect.arrayContaining([...waiting]))
  expect(await findConfirmed()).toBe(before)
  // The rest is due, and no more than an edit.
  expect(rung).toEqual([
    { name: 'deliver-alerts', payload: {} },
    { name: 'assess-edited', payload: { initiativeId } },
  ])
  expect(await listDue(db)).toEqual([{ id: initiativeId, isUrgent: false }])

  await assessEdited.run({ initiativeId }, context)
  expect(await findConfirmed()).not.toBe(before)
  expect(await listTold(id)).toEqual(told)
  expect(await listDue(db)).toEqual([])

  expect(await tellAnew(id)).toEqual(told.at(-1)?.details)
})

test('an epic that was moved and renamed at once is told of as an assessment tells of it', async () => {
  const [epic] = await queryRows<{ id: string; issueId: string }>(
    database.db,
    sql`
    select m.id, w.external_id as "issueId" from milestone m join work_item w on w.id = m.subject_id
    where m.initiative_id = ${initiativeId} and m.retired_at is null and w.target_day is not null and w.state <> 'done'
      and exists (select from work_item c where c.parent_id = w.id and c.state <> 'done')
    order by w.target_day desc, w.id limit 1`,
  )
  if (epic === undefined) throw new Error('the initiative has no epic ahead')
  edits.editIssue(standIn.site, { issueId: epic.issueId, by, changes: { dueDate: '2028-05-01', summary: 'Renamed' } })
  await fetchTouched('an epic', { kind: 'work_item', externalId: epic.issueId })
  await assessMoved()
  const told = (await listTold(epic.id)).at(-1)?.details
  expect(told).toMatchObject({ to: '2028-05-01', milestoneName: expect.stringContaining('Renamed') })
  expect(told?.evidenceIds.length).toBeGreaterThan(0)
  await assessEdited.run({ initiativeId }, context)
  expect(await tellAnew(epic.id)).toEqual(told)
})

test('an iteration that is a milestone is told of as an assessment tells of it', async () => {
  const [sprint] = await queryRows<{ id: string; externalId: string; name: string }>(
    database.db,
    sql`
    select e.id, e.external_id as "externalId", e.name from iteration e where e.state = 'active' and exists (
      select from span d where d.field = 'iteration' and d.value = e.id::text and d.valid_to is null)
    order by e.id limit 1`,
  )
  if (sprint === undefined) throw new Error('no sprint is under way')
  const rules = [{ source: 'iteration', name: sprint.name }, ...DEFAULT_MILESTONE_RULES]
  await database.db.execute(
    sql`update portfolio_node set milestones_from = ${JSON.stringify(rules)}::jsonb where kind = 'portfolio'`,
  )
  await assessInitiative.run({ initiativeId }, context)
  const [milestone] = await queryRows<{ id: string }>(
    database.db,
    sql`select id from milestone where initiative_id = ${initiativeId} and subject_id = ${sprint.id}`,
  )
  if (milestone === undefined) throw new Error('the sprint is no milestone')
  const moved = standIn.site.data.sprints.find(({ id }) => String(id) === sprint.externalId)
  Object.assign(moved ?? {}, { endMs: Date.parse('2028-07-01T12:00:00Z') })
  await fetchTouched('a sprint', { kind: 'iteration', externalId: sprint.externalId })
  const before = await findConfirmed()
  await assessMoved()
  const told = (await listTold(milestone.id)).at(-1)?.details
  expect(told).toMatchObject({ to: '2028-07-01', milestoneName: sprint.name })
  expect(told?.evidenceIds.length).toBeGreaterThan(0)
  // All else is left for later.
  expect(await findConfirmed()).toBe(before)
  await assessEdited.run({ initiativeId }, context)
  expect(await tellAnew(milestone.id)).toEqual(told)
})

test('a date that moves on is told of again, and one that comes back is left to the assessment', async () => {
  const { id, versionId } = await findRelease()
  await move(versionId, '2028-04-01')
  await assessMoved()
  expect((await listTold(id)).at(-1)).toMatchObject({ change: 'worsened', details: { to: '2028-04-01' } })
  await move(versionId, '2026-01-01')
  const told = await listTold(id)
  await assessMoved()
  expect(await listTold(id)).toEqual(told)
  await assessEdited.run({ initiativeId }, context)
  expect((await listTold(id)).at(-1)?.change).toBe('resolved')
})

test('a move that came after the instant of an assessment, by the clock of the tracker, is told of all the same', async () => {
  const { id, versionId } = await findRelease()
  const behind: JobContext = { ...context, now: () => new Date(Date.now() - 20_000) }
  await move(versionId, '2028-05-10')
  await assessInitiative.run({ initiativeId, isMoved: true }, behind)
  expect((await listTold(id)).at(-1)?.details.to).toBe('2028-05-10')
  // As one that is committed while all is assessed.
  await move(versionId, '2028-05-20')
  await assessInitiative.run({ initiativeId }, behind)
  expect((await listTold(id)).at(-1)?.details.to).toBe('2028-05-20')
  await assessEdited.run({ initiativeId }, context)
})

test('of a milestone whose items have all left the scope nobody is told', async () => {
  const { id, versionId } = await findRelease()
  const told = await listTold(id)
  await database.db.execute(sql`
    update initiative_item set valid_to = now() where initiative_id = ${initiativeId} and valid_to is null and work_item_id in (
      select w.id from work_item w join milestone m on m.subject_id = any(w.release_ids) where m.id = ${id})`)
  await move(versionId, '2028-06-01')
  await assessMoved()
  expect(await listTold(id)).toEqual(told)
})
