import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  editWorklog,
  moveIssueToProject,
  removeProjectPermission,
  restoreProjectPermission,
} from '../../demo/jira/edits.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import type { JiraSite } from '../../demo/jira/site.ts'
import { queryRows } from '../../src/store/database.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

let ground: Ground
beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

const by = 'Priya Nair'
const HOUR_MS = 3_600_000
const MADE_AT = new Date('2026-11-02T09:30:00Z')

/** A site of two projects, of which only these are followed. */
async function open(projects?: readonly string[]) {
  const { db } = ground.database
  let ms = MADE_AT.getTime()
  const now = (): Date => new Date(ms)
  const site = createSmallSite(['WEB', 'OPS'], 60, 11, now())
  site.clock = () => now().getTime()
  const standIn = await startJiraStandIn({ site, feedLagMs: 0 })
  const { context } = await openWorkplace(db, now)
  const settings = { baseUrl: standIn.url, ...(projects === undefined ? {} : { projects }) }
  const id = await saveConnection(db, 'jira', settings, standIn.login)
  const projectOf = (issueId: string) => site.projects.get(site.issues.get(issueId)?.projectId ?? '')?.key
  return {
    ...{ site, standIn, context, id },
    moveBy: (byMs: number) => {
      ms += byMs
    },
    hoursOf: (key: string): readonly string[] =>
      site.data.worklogs.filter(({ issueId }) => projectOf(issueId) === key).map(each => each.id),
    listHours: async (query = ''): Promise<readonly string[]> => {
      const url = `/api/v1/worklogs?connection=${id}&limit=1000${query}`
      const { items } = (await ground.request({ method: 'GET', url })).json<{ items: { externalId: string }[] }>()
      return items.map(({ externalId }) => externalId).sort()
    },
    /** How many requests for worklogs a census makes. */
    census: async (): Promise<number> => {
      const before = standIn.requests.length
      expect((await pass(context, id, 'census')).state).toBe('complete')
      return standIn.requests.slice(before).filter(({ path }) => path.includes('/worklog/list')).length
    },
    secondsOf: async (externalId: string) =>
      (
        await queryRows<{ seconds: number }>(
          db,
          sql`select seconds from worklog where connection_id = ${id} and external_id = ${externalId}`,
        )
      )[0]?.seconds,
  }
}

function someHours(site: JiraSite, ids: readonly string[]) {
  const found = site.data.worklogs.find(({ id }) => ids.includes(id))
  if (found === undefined) throw new Error('nobody worked')
  return found
}

test('hours of issues that nobody follows are neither asked for daily nor shown nor missing, and come with their issue', async () => {
  const { site, standIn, context, id, hoursOf, listHours, census, moveBy } = await open(['WEB'])
  try {
    await pass(context, id)
    expect(hoursOf('OPS').length).toBeGreaterThan(0)
    expect(await listHours()).toEqual([...hoursOf('WEB')].sort())
    expect(await census()).toBe(0)
    const url = `/api/v1/connections/${id}/completeness`
    const { streams } = (await ground.request({ method: 'GET', url })).json<{
      streams: { stream: string; sourceCount: number; difference: number }[]
    }>()
    expect(streams.find(({ stream }) => stream === 'worklogs')).toMatchObject({
      sourceCount: hoursOf('WEB').length,
      difference: 0,
    })

    const moved = someHours(site, hoursOf('OPS'))
    moveBy(HOUR_MS)
    editWorklog(site, { worklogId: moved.id, by, seconds: 1_234 })
    moveIssueToProject(site, { issueId: moved.issueId, project: 'WEB', by })
    moveBy(HOUR_MS)
    await pass(context, id)
    expect(await listHours()).toEqual([...hoursOf('WEB')].sort())
    expect(await listHours()).toContain(moved.id)
    expect(await census()).toBe(0)
  } finally {
    await standIn.close()
  }
}, 60_000)

test('hours of an issue that left are asked for once', async () => {
  const { site, standIn, context, id, hoursOf, census, moveBy } = await open(['WEB'])
  try {
    await pass(context, id)
    moveBy(HOUR_MS)
    moveIssueToProject(site, { issueId: someHours(site, hoursOf('WEB')).issueId, project: 'OPS', by })
    moveBy(HOUR_MS)
    expect([await census(), await census(), await census()]).toEqual([0, 1, 0])
  } finally {
    await standIn.close()
  }
}, 60_000)

test('hours that were corrected while their issue was hidden are read again when it is back', async () => {
  const { site, standIn, context, id, hoursOf, census, moveBy, secondsOf } = await open(['WEB'])
  try {
    await pass(context, id)
    const { id: worklogId, issueId } = someHours(site, hoursOf('WEB'))
    removeProjectPermission(site, 'OPS')
    moveBy(HOUR_MS)
    moveIssueToProject(site, { issueId, project: 'OPS', by })
    await census()
    editWorklog(site, { worklogId, by, seconds: 1_234 })
    moveBy(HOUR_MS)
    editWorklog(site, { worklogId: someHours(site, hoursOf('WEB')).id, by, seconds: 4_321 })
    moveBy(HOUR_MS)
    await pass(context, id)
    moveIssueToProject(site, { issueId, project: 'WEB', by })
    moveBy(HOUR_MS)
    await pass(context, id)
    expect(await secondsOf(worklogId)).not.toBe(1_234)
    expect(await census()).toBe(1)
    expect(await secondsOf(worklogId)).toBe(1_234)
    expect(await census()).toBe(0)
  } finally {
    await standIn.close()
  }
}, 60_000)

test('hours of a project that we never saw come when it is shown to us', async () => {
  const { site, standIn, context, id, hoursOf, listHours, census, moveBy } = await open()
  try {
    removeProjectPermission(site, 'OPS')
    await pass(context, id)
    await census()
    expect(await listHours()).toEqual([...hoursOf('WEB')].sort())
    restoreProjectPermission(site, 'OPS')
    moveBy(HOUR_MS)
    await pass(context, id)
    await census()
    expect(await listHours()).toEqual([...hoursOf('WEB'), ...hoursOf('OPS')].sort())
  } finally {
    await standIn.close()
  }
}, 60_000)
