/** Writes instants as Jira does: 2026-08-24T11:11:52.944+0000, in the zone of the calling user, without a colon. */
export interface ZonedClock {
  readonly timeZone: string
  readonly write: (ms: number) => string
  /** The instant of a wall-clock time in the zone; minutes, as JQL has it. */
  readonly readLocal: (year: number, month: number, day: number, hour: number, minute: number) => number
}

const QUARTER_HOUR_MS = 900_000

export function createZonedClock(timeZone: string): ZonedClock {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const offsets = new Map<number, number>()
  // No zone changes its offset within a quarter of an hour, and Intl is too slow to ask for every timestamp.
  const offsetMinutesAt = (ms: number): number => {
    const quarter = Math.floor(ms / QUARTER_HOUR_MS)
    const known = offsets.get(quarter)
    if (known !== undefined) return known
    const found = measureOffsetMinutes(parts, quarter * QUARTER_HOUR_MS)
    offsets.set(quarter, found)
    return found
  }
  return {
    timeZone,
    write: ms => {
      const minutes = offsetMinutesAt(ms)
      const local = new Date(ms + minutes * 60_000).toISOString().slice(0, -1)
      const size = Math.abs(minutes)
      const offset = String(Math.floor(size / 60)).padStart(2, '0') + String(size % 60).padStart(2, '0')
      return `${local}${minutes < 0 ? '-' : '+'}${offset}`
    },
    readLocal: (year, month, day, hour, minute) => {
      const asUtcMs = Date.UTC(year, month - 1, day, hour, minute)
      const guessMs = asUtcMs - offsetMinutesAt(asUtcMs) * 60_000
      return asUtcMs - offsetMinutesAt(guessMs) * 60_000
    },
  }
}

function measureOffsetMinutes(format: Intl.DateTimeFormat, ms: number): number {
  const read = new Map(format.formatToParts(ms).map(part => [part.type, Number(part.value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => read.get(type) ?? 0
  const localMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return Math.round((localMs - ms) / 60_000)
}

/** Sprint dates come in plain UTC: 2026-03-01T13:54:10.891Z. */
export const writeUtc = (ms: number): string => new Date(ms).toISOString()

/** 12000 seconds as 3h 20m. */
export function writeTimeSpent(seconds: number): string {
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.round((seconds % 3600) / 60)
  return [hours > 0 ? `${hours}h` : '', minutes > 0 || hours === 0 ? `${minutes}m` : ''].filter(Boolean).join(' ')
}
