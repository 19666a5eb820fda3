import { type Static, Type } from 'typebox'
import { closed } from './field.ts'

const HOUR_MS = 3_600_000
const USUAL_HOURS = 24

/** What is asked for with a new secret: for how long the former one is good as well. */
export const FormerSecret = Type.Object(
  {
    formerForHours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 720,
        default: USUAL_HOURS,
        description:
          'Time to enter the new one at the other end. 0: the former one is known to others; it ends at once.',
      }),
    ),
  },
  closed,
)

/** ISO 8601 UTC. */
export const untilWhen = ({ formerForHours = USUAL_HOURS }: Static<typeof FormerSecret>, now: Date): string =>
  new Date(now.getTime() + formerForHours * HOUR_MS).toISOString()
