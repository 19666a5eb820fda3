const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** The reader's own. */
const locale = undefined

const dayFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
const universal = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' })
const shortDayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
const monthFormat = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
const wholePercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 1 })
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
const index = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** A day `YYYY-MM-DD`: the same in every time zone. */
export const formatDay = (day: string): string => dayFormat.format(new Date(`${day}T00:00:00Z`))
export const formatShortDay = (day: string): string => shortDayFormat.format(new Date(`${day}T00:00:00Z`))
/** A sentence of the service, with its days as the reader writes them; instants are told by the clock they were told by, which is UTC. */
export const withDays = (sentence: string): string =>
  sentence.replace(/(?<![\w-])\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?(?![\w-])/g, (day, time?: string) =>
    time === undefined ? formatDay(day) : universal.format(new Date(day)),
  )
/** The month of a day. */
export const formatMonth = (day: string): string => monthFormat.format(new Date(`${day}T00:00:00Z`))
/** Instants, and the days they are on, by the clock of a time zone; without one by the reader's. */
export function makeClock(timeZone?: string) {
  const zone = timeZone === undefined ? {} : { timeZone }
  const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone })
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...zone })
  return {
    formatInstant: (instant: string): string => instants.format(new Date(instant)),
    formatDayOf: (instant: string): string => days.format(new Date(instant)),
  }
}
/** 0 to 1. Never rounds up to 100 % what is not all, nor down to 0 % what is something. */
export function formatShare(share: number): string {
  if (share > 0.99 && share < 1) return wholePercent.format(0.99)
  if (share > 0 && share < 0.01) return `< ${wholePercent.format(0.01)}`
  return wholePercent.format(share)
}
export const formatCount = (value: number): string => whole.format(value)
export const formatNumber = (value: number): string => oneDecimal.format(value)
export const formatSigned = (value: number): string => signed.format(value)
export const formatCompact = (value: number): string => compact.format(value)
export const formatIndex = (value: number): string => index.format(value)

/** Decimal text with its currency, without decimals that say nothing. */
export const formatMoney = (amount: string, currency: string | null): string =>
  currency === null
    ? oneDecimal.format(Number(amount))
    : new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 }).format(Number(amount))

/** How long ago an instant is: "3 minutes ago". */
export function formatAge(instant: string, now: number): string {
  const ageMs = now - Date.parse(instant)
  if (Math.abs(ageMs) < HOUR_MS) return relative.format(-Math.round(ageMs / MINUTE_MS), 'minute')
  if (Math.abs(ageMs) < 2 * DAY_MS) return relative.format(-Math.round(ageMs / HOUR_MS), 'hour')
  return relative.format(-Math.round(ageMs / DAY_MS), 'day')
}
