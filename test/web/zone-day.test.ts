import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayIn, endOfPastDay } from '../../web/shell/zone-day.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { seedConnection, seedItem, seedProject, seedSpans } from '../store/seed.ts'

let ground: Ground
beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

/** Days on which clocks change, and the one before. */
const DAYS = [
  ['Europe/Berlin', '2026-03-28', '2026-03-28T22:59:59.999Z'],
  ['Europe/Berlin', '2026-03-29', '2026-03-29T21:59:59.999Z'],
  ['America/New_York', '2025-11-01', '2025-11-02T03:59:59.999Z'],
  ['America/New_York', '2025-11-02', '2025-11-03T04:59:59.999Z'],
  // Back from midnight to eleven: the hour that ends the day is there twice.
  ['America/Santiago', '2026-04-04', '2026-04-05T03:59:59.999Z'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-05T13:29:59.999Z'],
  ['Asia/Kolkata', '2026-01-31', '2026-01-31T18:29:59.999Z'],
  ['Pacific/Kiritimati', '2026-02-28', '2026-02-28T09:59:59.999Z'],
  ['UTC', '2026-02-28', '2026-02-28T23:59:59.999Z'],
] as const

test.each(DAYS)('in %s the day %s ends at %s', (zone, day, end) => {
  expect(endOfPastDay(day, zone)).toBe(end)
  expect(dayIn(end, zone)).toBe(day)
  expect(dayIn(Date.parse(end) + 1, zone) > day).toBe(true)
})

test('a day that is not over has no end to go back to', () => {
  const now = Date.parse('2026-10-25T03:30:00Z')
  expect(endOfPastDay('2026-10-24', 'America/New_York', now)).toBeUndefined()
  expect(endOfPastDay('2026-10-24', 'Europe/Berlin', now)).toBe('2026-10-24T21:59:59.999Z')
})

test('what changed at 23:30 is counted on that day, although it is the next one in UTC, before and after clocks change', async () => {
  const { db } = ground.database
  const jira = await seedConnection(db, `Jira ${randomUUID()}`)
  const project = await seedProject(db, jira, 'PAY')
  const item = await seedItem(db, jira, project, 'PAY-1', { createdAt: '2025-10-01T00:00:00Z', state: 'done' })
  await seedSpans(db, jira, item, 'state', [
    { from: '2025-10-01T00:00:00Z', value: 'todo' },
    // 23:30 in New York, by daylight saving time and, a day later, without.
    { from: '2025-11-02T03:30:00Z', value: 'in_progress' },
    { from: '2025-11-03T04:30:00Z', value: 'done' },
  ])
  const stateAtEndOf = async (day: string) => {
    const asOf = endOfPastDay(day, 'America/New_York')
    const answer = await ground.ask<{ items: { state: string }[] }>('GET', `work-items?connection=${jira}&asOf=${asOf}`)
    return answer.items.map(({ state }) => state)
  }
  const days = ['2025-10-31', '2025-11-01', '2025-11-02', '2025-11-03']
  expect(await Promise.all(days.map(stateAtEndOf))).toEqual([['todo'], ['in_progress'], ['done'], ['done']])
})
