import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { customFieldIds } from '../../demo/jira/field-catalogue.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { openSite } from '../../demo/jira/site.ts'
import type { Board } from '../../demo/jira/site-records.ts'
import type { JobContext } from '../../jobs/job.ts'
import { queryRows } from '../../src/store/database.ts'
import { listEstimateFields } from '../../src/store/mapping/mapping-review.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

let database: TestDatabase
let standIn: JiraStandIn
let context: JobContext
let connectionId: string
beforeAll(async () => {
  database = await createTestDatabase()
  const { data } = createSmallSite(['WEB'], 60)
  const [board] = data.boards
  if (board === undefined) throw new Error('the site has no board')
  // Kanban for now, so that it has no estimate of its own.
  const second: Board = { ...board, id: board.id + 1_000, type: 'kanban', estimationFieldId: null }
  standIn = await startJiraStandIn({ site: openSite({ ...data, boards: [board, second] }), feedLagMs: 0 })
  ;({ context } = await openWorkplace(database.db))
  connectionId = await saveConnection(database.db, 'jira', { baseUrl: standIn.url }, standIn.login)
})
afterAll(async () => {
  await standIn.close()
  await database.drop()
})

/** Boards are read again from the beginning, and what their words mean now is applied. */
async function readBoards() {
  await pass(context, connectionId, 'full')
  await pass(context, connectionId, 'replay')
  const [project] = await listEstimateFields(database.db, connectionId)
  const [row] = await queryRows<{ estimated: number }>(
    database.db,
    sql`select count(estimate)::int as estimated from work_item where connection_id = ${connectionId}`,
  )
  return {
    fields: project?.fields.map(({ externalId }) => externalId),
    rivals: project?.rivals.map(({ externalId }) => externalId).sort(),
    isEstimated: (row?.estimated ?? 0) > 0,
  }
}

test('the estimate is that of the board, none while two boards disagree, and again the one they agree on', async () => {
  const { storyPoints, storyPointEstimate } = customFieldIds
  const [first, second] = standIn.site.data.boards
  if (first === undefined || second === undefined) throw new Error('the site has no two boards')
  Object.assign(first, { estimationFieldId: storyPoints })
  const alone = { fields: [storyPoints], rivals: [], isEstimated: true }
  expect(await readBoards()).toEqual(alone)

  Object.assign(second, { type: 'scrum', estimationFieldId: storyPointEstimate })
  expect(await readBoards()).toEqual({
    fields: [],
    rivals: [storyPoints, storyPointEstimate].sort(),
    isEstimated: false,
  })

  // What a board no longer says is not held against the others.
  Object.assign(second, { estimationFieldId: storyPoints })
  expect(await readBoards()).toEqual(alone)
}, 60_000)
