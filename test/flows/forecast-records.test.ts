import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import { measureForecasts } from '../../jobs/measure-forecasts.ts'
import { addWorkingDays } from '../../src/portfolio/calendar.ts'
import { listDue } from '../../src/store/portfolio/assessment-due.ts'
import { loadInitiativeFacts } from '../../src/store/portfolio/facts.ts'
import { saveForecastRecord, scorePastForecasts } from '../../src/store/portfolio/forecast-records.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { seedConnection, seedItem, seedProject, seedRelease, seedSpans } from '../store/seed.ts'
import { openWorkplace } from './connections.ts'

const NOW = '2026-06-01T09:00:00.000Z'
/** A Monday. */
const FIRST = '2026-03-02'

let ground: Ground
beforeAll(async () => {
  ground = await startApi({ now: () => new Date(NOW) })
})
afterAll(() => ground.close())

test('a finished milestone is forecast once more as of half way, from what was known then', async () => {
  const { db } = ground.database
  const connectionId = await seedConnection(db, 'Jira')
  const projectId = await seedProject(db, connectionId, 'PAY')
  const release = await seedRelease(db, connectionId, projectId, 'PAY 1.0', { targetDay: '2026-04-30' })
  await seedSpans(db, connectionId, release, 'target_day', [{ from: '2026-02-01T09:00:00Z', value: '2026-04-30' }])
  for (let index = 0; index < 31; index += 1) {
    const day = addWorkingDays(FIRST, index)
    const [startedAt, doneAt] = [`${day}T08:00:00Z`, `${day}T15:00:00Z`]
    const done = { state: 'done' as const, startedAt, doneAt, createdAt: '2026-02-01T09:00:00Z', releaseIds: [release] }
    const id = await seedItem(db, connectionId, projectId, `PAY-${index}`, done)
    await seedSpans(db, connectionId, id, 'state', [
      { from: '2026-02-01T09:00:00Z', value: 'todo' },
      { from: startedAt, value: 'in_progress' },
      { from: doneAt, value: 'done' },
    ])
    await seedSpans(db, connectionId, id, 'release', [{ from: '2026-02-01T09:00:00Z', value: release }])
  }
  const ask = async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const response = await ground.request({
      method,
      url: `/api/v1/${path}`,
      ...(payload === undefined ? {} : { payload }),
    })
    expect(response.statusCode, response.body).toBeLessThan(300)
    return response.json()
  }
  const portfolio = await ask('POST', 'portfolios', { name: 'All' })
  const initiative = await ask('POST', 'initiatives', {
    name: 'Payments',
    parentId: portfolio.id,
    scope: [{ effect: 'include', connectionId, selector: 'project', value: 'PAY' }],
  })
  const { context } = await openWorkplace(db, () => new Date(NOW))
  await assessInitiative.run({ initiativeId: initiative.id }, context)
  expect((await ask('GET', `initiatives/${initiative.id}/forecast`)).hitRates).toMatchObject({
    own: { forecasts: 0, p80: null },
    measuredAt: null,
  })
  await measureForecasts.run({ initiativeId: initiative.id }, context)
  const answer = await ask('GET', `initiatives/${initiative.id}/forecast`)
  expect(answer.milestones).toMatchObject([{ name: 'PAY 1.0', forecast: { status: 'forecast', remaining: 0 } }])
  // One item a working day, before and after: half way, the day was exactly as forecast.
  const exact = { forecasts: 1, withoutForecast: 0, p50: 1, p80: 1, meanLoss: 0, meanNaiveLoss: 0 }
  expect(answer.hitRates).toEqual({ own: exact, all: exact, measuredAt: NOW })
  expect(answer.explain.text).toContain('100 % were done by P50')

  // What stands beside the forecast is concluded with it: the measurement asks for a new conclusion.
  expect(await listDue(db)).toMatchObject([{ id: initiative.id }])
  const shown = async () => {
    const { milestones } = await ask('GET', `initiatives/${initiative.id}/forecast`)
    const { items } = await ask('GET', 'milestones')
    const assessed = await ask('GET', `initiatives/${initiative.id}/assessment`)
    return [milestones, items, assessed.milestones].map(([{ hitRate }]) => hitRate)
  }
  const few = 'Only 1 finished milestone of ten items or more could be forecast once more; a hit rate needs 5.'
  await assessInitiative.run({ initiativeId: initiative.id }, context)
  const none = { of: 'all', forecasts: 1, p50: null, p80: null, reason: few }
  expect(await shown()).toEqual([none, none, none])
  await measureForecasts.run({ initiativeId: initiative.id }, context)
  expect(await listDue(db)).toEqual([])

  const other = await ask('POST', 'initiatives', { name: 'Other', parentId: portfolio.id })
  const scored = await scorePastForecasts(db, await loadInitiativeFacts(db, initiative.id, NOW))
  await saveForecastRecord(db, other.id, [...scored, ...scored, ...scored, ...scored], NOW)
  await assessInitiative.run({ initiativeId: initiative.id }, context)
  const all = { of: 'all', forecasts: 5, p50: 1, p80: 1, reason: null }
  expect(await shown()).toEqual([all, all, all])
  await db.execute(sql`update assessment set conclusion = conclusion #- '{milestones,0,hitRate}'`)
  expect(await shown()).toEqual([null, null, null])
})
