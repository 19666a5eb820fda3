import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { editIssue } from '../../demo/jira/edits.ts'
import { workItem } from '../../drizzle/schema/work.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { listOpenGaps } from '../../src/store/sync/gaps.ts'
import { listPendingDeliveries, saveDelivery } from '../../src/store/sync/webhook-deliveries.ts'
import { failIssues } from '../connectors/jira/issue-errors.ts'
import { pass } from './connections.ts'
import { type JiraWorkplace, openJiraWorkplace } from './jira-workplace.ts'

let workplace: JiraWorkplace
beforeAll(async () => {
  workplace = await openJiraWorkplace(['WEB'], 30)
})
afterAll(() => workplace.close())

test('an issue that Jira fails to answer holds up no notices of others; a gap tells of it until it is answered', async () => {
  const { database, standIn, context, connectionId } = workplace
  const { db } = database
  const [one, bad, other] = standIn.site.data.issues.map(({ id }) => id)
  if (one === undefined || bad === undefined || other === undefined) throw new Error('too few issues')
  for (const [nth, issueId] of [one, bad, other].entries()) {
    editIssue(standIn.site, { issueId, by: 'Priya Nair', changes: { summary: 'Renamed' } })
    await saveDelivery(db, connectionId, `delivery ${nth}`, [{ kind: 'work_item', externalId: issueId }])
  }
  standIn.faults.add(failIssues([bad]))
  await refreshRecords.run({ connectionId }, context)
  const listRenamed = async () =>
    (
      await db.select({ id: workItem.externalId }).from(workItem).where(eq(workItem.title, 'Renamed')).orderBy(sql`1`)
    ).map(({ id }) => id)
  const listGaps = async () =>
    (await listOpenGaps(db, connectionId, 100))
      .filter(({ kind }) => kind === 'refused_record')
      .map(each => each.subject)
  expect(await listRenamed()).toEqual([one, other].sort())
  expect(await listPendingDeliveries(db, connectionId, 10)).toEqual([])
  expect(await listGaps()).toEqual([`work_item ${bad}`])

  // The tracker still lists it, so that it counts as neither gone nor unknown.
  await pass(context, connectionId, 'census')
  expect(await listGaps()).toEqual([`work_item ${bad}`])
  standIn.faults.clear()
  await pass(context, connectionId, 'census')
  expect(await listRenamed()).toEqual([one, bad, other].sort())
  expect(await listGaps()).toEqual([])
}, 60_000)
