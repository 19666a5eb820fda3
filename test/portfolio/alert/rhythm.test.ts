import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Rhythm, tellAt } from '../../../src/portfolio/alert/rhythm.ts'
import { atWallTime, isTimeZone, readWallTime } from '../../../src/portfolio/wall-clock.ts'

const tell = (rhythm: Rhythm, zone: string, at: string, severity: 'low' | 'high' = 'low'): string =>
  tellAt(rhythm, zone, severity, new Date(at)).toISOString()

describe('a channel', () => {
  const quiet = { from: '20:00', to: '07:00', weekends: true }

  it.each([
    ['in the day', '2026-03-03T12:00:00Z', '2026-03-03T12:00:00.000Z'],
    ['in the evening waits for the morning', '2026-03-03T19:30:00Z', '2026-03-04T06:00:00.000Z'],
    ['after midnight waits for the same morning', '2026-03-03T23:30:00Z', '2026-03-04T06:00:00.000Z'],
    ['on Friday night waits for Monday', '2026-03-06T21:00:00Z', '2026-03-09T06:00:00.000Z'],
    ['on a Saturday waits for Monday', '2026-03-07T11:00:00Z', '2026-03-09T06:00:00.000Z'],
    ['in the night when clocks go forward waits for the new seven', '2026-03-28T23:30:00Z', '2026-03-30T05:00:00.000Z'],
  ])('that is told at once, %s', (_, at, told) => {
    expect(tell({ type: 'immediate', quiet }, 'Europe/Berlin', at)).toBe(told)
    expect(tell({ type: 'immediate', quiet }, 'Europe/Berlin', at, 'high')).toBe(new Date(at).toISOString())
  })

  it.each([
    ['the first time', '2026-10-25T00:10:00Z', '2026-10-25T00:30:00.000Z'],
    ['the second time', '2026-10-25T01:10:00Z', '2026-10-25T01:30:00.000Z'],
  ])('is quiet in the hour that an autumn night has twice, %s', (_, at, told) => {
    const night = { from: '20:00', to: '02:30', weekends: false }
    expect(tell({ type: 'immediate', quiet: night }, 'Europe/Berlin', at)).toBe(told)
  })

  it.each([
    ['daily, before the time', { type: 'daily', at: '08:30' }, '2026-03-03T02:00:00Z', '2026-03-03T03:00:00.000Z'],
    ['daily, at the time', { type: 'daily', at: '08:30' }, '2026-03-03T03:00:00Z', '2026-03-04T03:00:00.000Z'],
    [
      'weekly, on another day',
      { type: 'weekly', weekday: 1, at: '08:30' },
      '2026-03-03T02:00:00Z',
      '2026-03-09T03:00:00.000Z',
    ],
    [
      'weekly, on that day',
      { type: 'weekly', weekday: 2, at: '08:30' },
      '2026-03-03T02:00:00Z',
      '2026-03-03T03:00:00.000Z',
    ],
  ] as const)('that is told together, %s (Kolkata)', (_, rhythm, at, told) => {
    expect(tell(rhythm, 'Asia/Kolkata', at)).toBe(told)
  })

  it('is never told before it happened, nor later than a week and a weekend', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Kiritimati',
      'America/St_Johns',
    )
    const minute = fc
      .integer({ min: 0, max: 1439 })
      .map(value => `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`)
    const rhythm: fc.Arbitrary<Rhythm> = fc.oneof(
      fc.record({
        type: fc.constant('immediate' as const),
        quiet: fc.record({ from: minute, to: minute, weekends: fc.boolean() }),
      }),
      fc.record({ type: fc.constant('daily' as const), at: minute }),
      fc.record({ type: fc.constant('weekly' as const), weekday: fc.integer({ min: 1, max: 7 }), at: minute }),
    )
    const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(zone, rhythm, at, (timeZone, how, now) => {
        const waits = tellAt(how, timeZone, 'low', now).getTime() - now.getTime()
        expect(waits).toBeGreaterThanOrEqual(0)
        expect(waits).toBeLessThanOrEqual(7.1 * 86_400_000)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the clock on a wall', () => {
  it('shows what was asked for, and the first moment after it in the hour that a spring night leaves out', () => {
    expect(atWallTime('2026-07-01', 9 * 60, 'America/New_York').toISOString()).toBe('2026-07-01T13:00:00.000Z')
    expect(atWallTime('2026-03-29', 2 * 60 + 30, 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:00:00.000Z')
    expect(atWallTime('2026-10-25', 2 * 60 + 30, 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z')
    expect(readWallTime(new Date('2026-03-01T23:30:00Z'), 'Europe/Berlin')).toEqual({
      day: '2026-03-02',
      minute: 30,
      weekday: 1,
    })
  })

  it('is of a zone that exists', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true)
    expect(isTimeZone('Europe/Atlantis')).toBe(false)
  })
})
