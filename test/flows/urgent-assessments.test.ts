import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as edits from '../../demo/jira/edits.ts'
import { assessEdited } from '../../jobs/assess-edited.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import type { JobContext } from '../../jobs/job.ts'
import type { Queue } from '../../jobs/queue.ts'
import { refreshMoved } from '../../jobs/refresh-moved.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { ringAgain } from '../../jobs/ring-due.ts'
import { ringAssessments } from '../../src/api/doorbell.ts'
import { queryRows } from '../../src/store/database.ts'
import { beginAssessment, listDue } from '../../src/store/portfolio/assessment-due.ts'
import { listPendingDeliveries, saveDelivery, type Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { type JiraWorkplace, openJiraWorkplace } from './jira-workplace.ts'

const by = 'Priya Nair'

let workplace: JiraWorkplace
let database: JiraWorkplace['database']
let standIn: JiraWorkplace['standIn']
let connectionId: string
let context: JiraWorkplace['context']
let rung: JiraWorkplace['rung']
let web: string
let ops: string

beforeAll(async () => {
  workplace = await openJiraWorkplace(['WEB', 'OPS'], 40)
  ;({ database, standIn, connectionId, context, rung } = workplace)
  web = await workplace.initiativeOf('WEB', ['WEB'])
  ops = await workplace.initiativeOf('OPS', ['OPS'])
  for (const initiativeId of [web, ops]) await assessInitiative.run({ initiativeId }, context)
}, 60_000)
afterAll(() => workplace.close())

let told = 0
/** As a webhook would; says what was rung for. */
async function tell(...touched: readonly Touch[]): Promise<readonly object[]> {
  rung.length = 0
  told += 1
  await saveDelivery(database.db, connectionId, `notice ${told}`, touched)
  await refreshRecords.run({ connectionId }, context)
  return rung.filter(({ name }) => name.startsWith('assess-'))
}

const issueOf = (project: string) => {
  const issue = standIn.site.data.issues.find(({ key }) => key.startsWith(`${project}-`))
  if (issue === undefined) throw new Error(`${project} has no issue`)
  return issue
}
const edit = (project: string, summary: string): Touch => {
  const { id } = issueOf(project)
  edits.editIssue(standIn.site, { issueId: id, by, changes: { summary } })
  return { kind: 'work_item', externalId: id }
}
/** A release of the project that holds an item of it. */
async function moveRelease(project: string, releaseDate: string): Promise<Touch> {
  const rows = await queryRows<{ externalId: string }>(
    database.db,
    sql`
    select r.external_id as "externalId" from release r join milestone m on m.subject_id = r.id
    where m.initiative_id = ${project === 'WEB' ? web : ops} and m.retired_at is null order by r.id limit 1`,
  )
  const versionId = rows[0]?.externalId ?? ''
  edits.moveVersion(standIn.site, { versionId, releaseDate, by })
  return { kind: 'release', externalId: versionId }
}

test('a milestone that has moved is rung for where nothing that may wait stands before it', async () => {
  expect(await listDue(database.db)).toEqual([])
  expect(await tell(edit('OPS', 'Another title'))).toEqual([{ name: 'assess-edited', payload: { initiativeId: ops } }])
  expect(await tell(await moveRelease('WEB', '2027-09-01'))).toEqual([
    { name: 'assess-initiative', payload: { initiativeId: web, isMoved: true } },
  ])
  // What was rung for as an edit is rung for anew when a date moves.
  expect(await tell(await moveRelease('OPS', '2027-09-02'))).toEqual([
    { name: 'assess-initiative', payload: { initiativeId: ops, isMoved: true } },
  ])
  await assessInitiative.run({ initiativeId: ops }, context)
  await assessInitiative.run({ initiativeId: web }, context)
  expect(await listDue(database.db)).toEqual([])
})

test('an epic is a milestone by its date: its date or its end is urgent, its title is not', async () => {
  const epic = standIn.site.data.issues.find(({ key, parentId }) => key.startsWith('WEB-') && parentId === null)
  if (epic === undefined) throw new Error('WEB has no epic')
  const touch: Touch = { kind: 'work_item', externalId: epic.id }
  const { db } = database
  await db.execute(sql`
    insert into milestone (initiative_id, name, source, subject_id, connection_id)
    select ${web}, key, 'work_item', id, connection_id from work_item where external_id = ${epic.id} on conflict do nothing`)
  const namesAfter = async (changes: Parameters<typeof edits.editIssue>[1]['changes']) => {
    edits.editIssue(standIn.site, { issueId: epic.id, by, changes })
    const names = (await tell(touch)).map(each => 'name' in each && each.name)
    await assessInitiative.run({ initiativeId: web }, context)
    return names
  }
  expect(await namesAfter({ dueDate: '2027-05-05' })).toEqual(['assess-initiative'])
  expect(await namesAfter({ summary: 'Only another title' })).toEqual(['assess-edited'])
})

test('what may move a milestone is fetched beside a storm, which is left to its own turn', async () => {
  const { db } = database
  const storm = standIn.site.data.issues.filter(({ key }) => key.startsWith('OPS-'))
  for (const [nth, { id: externalId }] of storm.entries())
    await saveDelivery(db, connectionId, `storm ${nth}`, [{ kind: 'work_item', externalId }])
  await saveDelivery(db, connectionId, 'the release', [await moveRelease('WEB', '2027-11-01')])
  const asked = standIn.requests.length
  rung.length = 0
  await refreshMoved.run({ connectionId }, context)
  expect(rung).toEqual([{ name: 'assess-initiative', payload: { initiativeId: web, isMoved: true } }])
  expect(await listPendingDeliveries(db, connectionId, 100)).toHaveLength(storm.length)
  expect(standIn.requests.slice(asked).filter(({ path }) => path.includes('bulkfetch'))).toEqual([])
  await refreshRecords.run({ connectionId }, context)
  expect(await listPendingDeliveries(db, connectionId, 100)).toEqual([])
  for (const initiativeId of [web, ops]) await assessInitiative.run({ initiativeId }, context)
})

test('in a storm an initiative is rung for once until it is assessed, and again for what changes while it is', async () => {
  const { db } = database
  expect(await tell(edit('OPS', 'One'))).toHaveLength(1)
  expect(await tell(edit('OPS', 'Two'))).toEqual([])
  // The sweeper does not rely on anybody having heard.
  rung.length = 0
  await ringAgain(context)
  expect(rung).toEqual([{ name: 'assess-edited', payload: { initiativeId: ops } }])

  const since = await beginAssessment(db, ops)
  expect(since).not.toBeNull()
  expect(await tell(edit('OPS', 'Three'))).toEqual([{ name: 'assess-edited', payload: { initiativeId: ops } }])
  await assessEdited.run({ initiativeId: ops }, context)
  expect(await listDue(db)).toEqual([])
})

test('what was urgent is no longer so after the assessment that saw it, though something was edited meanwhile', async () => {
  await tell(await moveRelease('OPS', '2027-10-01'))
  let isEdited = false
  const editing: JobContext = {
    ...context,
    // Asked for once the assessment has begun.
    now: () => {
      isEdited = true
      return new Date()
    },
  }
  const begun = assessInitiative.run({ initiativeId: ops }, editing)
  while (!isEdited) await new Promise(resolve => setTimeout(resolve, 1))
  await tell(edit('OPS', 'While it is assessed'))
  await begun
  rung.length = 0
  await ringAgain(context)
  // Whether the edit came before the end of the assessment or after it, it is due, and no more than an edit.
  expect(rung).toEqual([{ name: 'assess-edited', payload: { initiativeId: ops } }])
  await assessEdited.run({ initiativeId: ops }, context)
})

test('what was rung for because of a move is left to its turn when the move was told of meanwhile', async () => {
  const { db } = database
  const confirmed = async () =>
    (await queryRows<{ at: string }>(db, sql`select max(confirmed_at)::text as at from assessment`))[0]?.at
  await tell(edit('OPS', 'Beside a move'))
  const before = await confirmed()
  rung.length = 0
  await assessInitiative.run({ initiativeId: ops, isMoved: true }, context)
  expect(rung).toEqual([{ name: 'assess-edited', payload: { initiativeId: ops } }])
  expect([await confirmed(), await listDue(db)]).toEqual([before, [{ id: ops, isUrgent: false }]])
  // A person who has changed the plan does not wait for that turn.
  await assessInitiative.run({ initiativeId: ops }, context)
  expect(await confirmed()).not.toBe(before)
  expect(await listDue(db)).toEqual([])
})

test('what a person has changed is rung for apart from a move that still waits in the queue', async () => {
  await tell(await moveRelease('OPS', '2027-10-05'))
  const asked: (string | undefined)[] = []
  const enqueue: Queue['enqueue'] = async (name, _payload, options) => {
    asked.push(`${name} ${options?.deduplicate}`)
  }
  await ringAgain({ ...context, enqueue })
  await ringAssessments({ ring: enqueue, log: context.log }, [ops])
  expect(asked).toEqual([`assess-initiative moved-${ops}`, `assess-initiative assess-${ops}`])
  await assessInitiative.run({ initiativeId: ops }, context)
})

test('an assessment that may wait is not made twice when another was made meanwhile', async () => {
  const { db } = database
  const confirmed = async () =>
    (await queryRows<{ at: string }>(db, sql`select max(confirmed_at)::text as at from assessment`))[0]?.at
  const before = await confirmed()
  await assessEdited.run({ initiativeId: ops }, context)
  expect(await confirmed()).toBe(before)
})

test('while notices come faster than they are fetched, edits leave most of the time to them, and else none', async () => {
  const { db } = database
  const runEdited = async (): Promise<number> => {
    const startedMs = performance.now()
    await assessEdited.run({ initiativeId: ops }, context)
    return performance.now() - startedMs
  }
  await tell(edit('OPS', 'In peace'))
  const inPeaceMs = await runEdited()
  await tell(edit('OPS', 'In a storm'))
  await saveDelivery(db, connectionId, 'one that waits', [{ kind: 'work_item', externalId: issueOf('WEB').id }])
  let concludedMs = 0
  const startedMs = performance.now()
  const running = runEdited()
  while ((await listDue(db)).length > 0) await new Promise(resolve => setTimeout(resolve, 2))
  concludedMs = performance.now() - startedMs
  // It is concluded first, and rests then.
  expect(await running).toBeGreaterThan(2 * concludedMs)
  expect(inPeaceMs).toBeLessThan(3_000)
  await refreshRecords.run({ connectionId }, context)
})
