import { useClock } from '../shell/clock.tsx'
import { formatAge, formatDay, formatSigned, withDays } from '../words/format.ts'
import { words } from '../words/words.ts'

/** A day, or a dash that says that it is not known. */
export function DayMark({ day }: { readonly day: string | null | undefined }) {
  if (day === null || day === undefined) return <Unknown />
  return (
    <time dateTime={day} className="one-line">
      {formatDay(day)}
    </time>
  )
}

/** How far a day moved: "+17 days". */
export function MovedMark({ days }: { readonly days: number | null }) {
  if (days === null) return <Unknown />
  return <span className="one-line">{words.meanings.days(formatSigned(days), days)}</span>
}

/** An instant as its day, in full on hover. */
export function InstantMark({ at }: { readonly at: string }) {
  const { formatInstant, formatDayOf } = useClock()
  return (
    <time dateTime={at} title={formatInstant(at)} className="one-line">
      {formatDayOf(at)}
    </time>
  )
}

/** An instant as its age, in full on hover. */
export function AgeMark({ at, now }: { readonly at: string | null; readonly now: number }) {
  const { formatInstant } = useClock()
  if (at === null) return <Unknown />
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatAge(at, now)}
    </time>
  )
}

/** Unknown is neither zero nor empty. */
export function Unknown({ reason = words.shell.unknown }: { readonly reason?: string }) {
  return (
    <span className="quiet" title={withDays(reason)}>
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">{reason}</span>
    </span>
  )
}
