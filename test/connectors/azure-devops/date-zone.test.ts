import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { readDayIn, readTimeZone } from '../../../connectors/azure-devops/date-zone.ts'
import connector from '../../../connectors/azure-devops/index.ts'
import { editWorkItem } from '../../../demo/azure-devops/edits.ts'
import { type Opened, openSource, readAll } from './opened-source.ts'

const QUARTER_MS = 15 * 60_000
const DAY_MS = 86_400_000

/** From the far east to the far west; in Cairo and Beirut the clock is put forward at midnight, in Havana back to it. */
const ZONES = [
  'Pacific/Kiritimati',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/London',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Havana',
  'America/New_York',
  'America/St_Johns',
  'Pacific/Pago_Pago',
]

/** What the form saves for a day: its first moment there. Found by looking at every quarter of an hour around it. */
function saveFromForm(day: string, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' })
  const midnight = Date.parse(`${day}T00:00:00Z`)
  for (let at = midnight - 15 * 3_600_000; at <= midnight + 15 * 3_600_000; at += QUARTER_MS) {
    if (clock.format(at) === day) return new Date(at).toISOString()
  }
  throw new Error(`${day} never begins in ${timeZone}`)
}

describe('the day of a date', () => {
  it('is the one that was entered in the zone, or through the interface, on every day of the year', () => {
    const days = fc
      .integer({ min: 0, max: 364 })
      .map(add => new Date(Date.UTC(2026, 0, 1) + add * DAY_MS).toISOString())
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), days, (zone, at) => {
        const day = at.slice(0, 10)
        expect(readDayIn(saveFromForm(day, zone), zone)).toBe(day)
        expect(readDayIn(`${day}T00:00:00Z`, zone)).toBe(day)
        expect(readDayIn(day, zone)).toBe(day)
      }),
      { numRuns: 600 },
    )
  })

  it.each([
    ['+14 h', 'Pacific/Kiritimati', '2026-03-31T10:00:00Z', '2026-04-01'],
    ['+5:45 h', 'Asia/Kathmandu', '2026-03-31T18:15:00Z', '2026-04-01'],
    ['-11 h', 'Pacific/Pago_Pago', '2026-04-01T11:00:00Z', '2026-04-01'],
    ['the night the clock goes forward', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['the night after it', 'Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['the night the clock goes back', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['the night after it', 'Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['a day that begins at one o’clock', 'Africa/Cairo', '2026-04-23T22:00:00Z', '2026-04-24'],
    ['a time of day', 'Europe/Berlin', '2026-04-01T15:30:00Z', '2026-04-01'],
  ])('is right for %s', (_, zone, at, day) => {
    expect(readDayIn(at, zone)).toBe(day)
  })

  it('is that of UTC while nobody has named a zone', () => {
    expect(readDayIn('2026-03-31T22:00:00Z', null)).toBe('2026-03-31')
    for (const value of ['soon', '', null, 5, undefined]) expect(readDayIn(value, 'Europe/Berlin')).toBeNull()
  })
})

describe('the zone in the settings', () => {
  const TARGET = 'Microsoft.VSTS.Scheduling.TargetDate'
  let opened: Opened | undefined
  afterEach(() => opened?.close())

  it('must be a real one', () => {
    expect(readTimeZone('Asia/Kathmandu')).toBe('Asia/Kathmandu')
    expect(readTimeZone(undefined)).toBeNull()
    for (const name of ['Mars/Olympus', 'Berlin', 'GMT+25']) expect(() => readTimeZone(name)).toThrow('is no time zone')
  })

  it('is told by the check, and a reading in another zone starts over', async () => {
    opened = await openSource()
    const item = opened.organization.state.workItems[0]
    const by = opened.organization.state.people[0]?.email ?? ''
    if (item === undefined) throw new Error('no work item')
    editWorkItem(opened.organization, { id: item.id, by, fields: { [TARGET]: '2026-12-31T23:00:00Z' } })
    const target = (records: Awaited<ReturnType<typeof readAll>>['records']) =>
      records.findLast(record => record.type === 'work_item' && record.externalId === String(item.id))
    const first = await readAll(opened.source, 'work_items', opened.collection, null)
    expect(target(first.records)).toMatchObject({ fields: { [TARGET]: '2026-12-31' } })
    expect(first.pages.flatMap(({ gaps }) => gaps ?? [])).toMatchObject([{ kind: 'unknown_time_zone' }])
    expect(await opened.source.check()).toMatchObject({ timeZone: null })

    const zoned = await openSource({ organization: opened.organization, timeZone: 'Europe/Berlin' })
    try {
      const second = await readAll(zoned.source, 'work_items', zoned.collection, first.cursor)
      expect(second.raw.length).toBe(first.raw.length)
      expect(target(second.records)).toMatchObject({ fields: { [TARGET]: '2027-01-01' } })
      expect(second.pages.flatMap(({ gaps }) => gaps ?? [])).toEqual([])
      expect(await zoned.source.check()).toMatchObject({ timeZone: 'Europe/Berlin' })
      const [fetched] = await zoned.source.fetch([{ kind: 'work_item', externalId: String(item.id) }])
      const records = fetched?.outcome === 'found' ? fetched.records.flatMap(connector.parse) : []
      expect(target(records)).toMatchObject({ fields: { [TARGET]: '2027-01-01' } })
    } finally {
      await zoned.close()
    }
  }, 60_000)
})
