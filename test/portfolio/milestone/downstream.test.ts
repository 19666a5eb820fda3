import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findDownstream, type LaterMilestone } from '../../../src/portfolio/milestone/downstream.ts'
import type { Slip } from '../../../src/portfolio/milestone/milestone.ts'
import { date } from '../facts.ts'

const slip = (from: string | null, to: string | null, at = '2026-11-05T10:00:00.000Z'): Slip => ({
  from,
  to,
  at,
  movedByDays: null,
  byPersonId: null,
  cumulativeDays: null,
})
const later = (dates: LaterMilestone['dates'], relation: LaterMilestone['relation'] = 'link'): LaterMilestone => ({
  id: 'launch',
  name: 'Launch',
  initiativeId: 'store',
  relation,
  dates,
})
const planned = (day: string) => date(day, '2026-10-01')

it.each<[string, Slip, LaterMilestone, { moved: number | null; isBroken: boolean } | null]>([
  [
    'breaks what was due after it and now is due before',
    slip('2027-01-10', '2027-02-10'),
    later([planned('2027-01-20')]),
    { moved: null, isBroken: true },
  ],
  ['leaves alone what still has room', slip('2027-01-10', '2027-01-15'), later([planned('2027-01-20')]), null],
  ['breaks nothing that was broken before', slip('2027-01-25', '2027-02-10'), later([planned('2027-01-20')]), null],
  [
    'moves what is put off within the week',
    slip('2027-01-10', '2027-02-10'),
    later([planned('2027-01-20'), date('2027-02-20', '2026-11-09')]),
    { moved: 31, isBroken: false },
  ],
  [
    'moves and still breaks what is not put off far enough',
    slip('2027-01-10', '2027-02-10'),
    later([planned('2027-01-20'), date('2027-02-01', '2026-11-09')]),
    { moved: 12, isBroken: true },
  ],
  [
    'is not said to have moved what is put off weeks later',
    slip('2027-01-10', '2027-02-10'),
    later([planned('2027-01-20'), date('2027-02-20', '2026-12-20')]),
    { moved: null, isBroken: true },
  ],
  [
    'has nothing to do with what is earlier in the same scope',
    slip('2027-01-10', '2027-02-10'),
    later([planned('2027-01-05'), date('2027-01-08', '2026-11-06')], 'order'),
    null,
  ],
  ['does nothing when the date comes nearer', slip('2027-01-10', '2027-01-05'), later([planned('2027-01-20')]), null],
  [
    'does nothing that can be told when the date is removed',
    slip('2027-01-10', null),
    later([planned('2027-01-20')]),
    null,
  ],
  ['does nothing to what had no date', slip('2027-01-10', '2027-02-10'), later([]), null],
])('a slip %s', (_, move, other, expected) => {
  const [effect] = findDownstream(move, [other])
  expect(effect === undefined ? null : { moved: effect.moved?.movedByDays ?? null, isBroken: effect.isBroken }).toEqual(
    expected,
  )
})

it('what is broken lies before the new date, whatever the dates', () => {
  const anyDay = fc.integer({ min: 1, max: 28 }).map(day => `2027-01-${String(day).padStart(2, '0')}`)
  fc.assert(
    fc.property(anyDay, anyDay, anyDay, fc.option(anyDay), (from, to, day, moved) => {
      const dates = [planned(day), ...(moved === null ? [] : [date(moved, '2026-11-06')])]
      for (const effect of findDownstream(slip(from, to), [later(dates)])) {
        expect(to > from).toBe(true)
        expect(effect.isBroken).toBe(from <= day && (effect.moved?.to ?? day) < to)
      }
    }),
  )
})
