import { type Static, Type } from 'typebox'
import { ALERT_KINDS, SEVERITIES } from '../portfolio/alert/alert.ts'
import { isTimeZone } from '../portfolio/wall-clock.ts'

const closed = { additionalProperties: false } as const
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Time = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  'x-expected': 'must be a time in quotes such as "08:30"',
})

export const TimeZone = Type.Refine(Type.String(), isTimeZone, () => 'must be an IANA name such as Europe/Berlin')

/** Which alerts it is told of: what is left out does not limit it. */
const Route = Type.Object(
  {
    portfolios: Type.Optional(Type.Array(Name, { minItems: 1 })),
    owners: Type.Optional(Type.Array(Name, { minItems: 1 })),
    kinds: Type.Optional(Type.Array(Type.Enum([...ALERT_KINDS]), { minItems: 1 })),
    leastSeverity: Type.Optional(Type.Enum([...SEVERITIES])),
    operations: Type.Optional(Type.Boolean()),
    onlyEscalated: Type.Optional(Type.Boolean()),
  },
  closed,
)

/** What goes with each type besides it; quiet hours may be left out. */
const GOES_WITH = { immediate: ['quiet'], daily: ['at'], weekly: ['at', 'weekday'] } as const

const GivenRhythm = Type.Object(
  {
    type: Type.Enum(['immediate', 'daily', 'weekly']),
    at: Type.Optional(Time),
    /** 1 is Monday. */
    weekday: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 })),
    quiet: Type.Optional(Type.Object({ from: Time, to: Time, weekends: Type.Boolean() }, closed)),
  },
  closed,
)

/** When it is told. */
const Rhythm = Type.Refine(
  GivenRhythm,
  ({ type, ...rest }) => {
    const given = Object.keys(rest)
    const allowed: readonly string[] = GOES_WITH[type]
    return given.every(each => allowed.includes(each)) && (type === 'immediate' || given.length === allowed.length)
  },
  () => 'must say `at` if it is daily, `at` and `weekday` if it is weekly, and may say `quiet` if it is immediate',
)

export const Channel = Type.Object(
  {
    name: Name,
    kind: Name,
    /** What a channel of that kind asks for; the service checks it. */
    settings: Type.Record(Type.String(), Type.Unknown()),
    route: Type.Optional(Route),
    rhythm: Type.Optional(Rhythm),
    timeZone: Type.Optional(TimeZone),
  },
  closed,
)

export type FileChannel = Static<typeof Channel>
