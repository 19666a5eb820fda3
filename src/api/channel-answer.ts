import { Type } from 'typebox'
import { ALERT_KINDS, SEVERITIES } from '../portfolio/alert/alert.ts'
import type { Rhythm as ChannelRhythm } from '../portfolio/alert/rhythm.ts'
import type { AlertRoute } from '../portfolio/alert/route.ts'
import { closed, Id, Name, nullable, word } from './field.ts'

const Time = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  'x-expected': 'must be a time such as 08:30',
  examples: ['08:30'],
})

const listOrNull = <T extends Parameters<typeof Type.Array>[0]>(items: T, description: string) =>
  Type.Union([Type.Array(items, { minItems: 1, maxItems: 200 }), Type.Null()], { description })

export const Route = Type.Unsafe<AlertRoute>(
  Type.Object(
    {
      portfolioIds: listOrNull(Id, 'Only of these portfolios; null: of all.'),
      owners: listOrNull(
        Name,
        'Only of initiatives of these owners (theirs, or of the nearest node above); null: of all.',
      ),
      kinds: listOrNull(word(ALERT_KINDS), 'Only of these kinds; null: of all.'),
      leastSeverity: word(SEVERITIES),
      operations: Type.Optional(
        Type.Boolean({
          description:
            'Also of connections and channels, which are of no portfolio or owner; left out: where `portfolioIds` and `owners` are null.',
        }),
      ),
      onlyEscalated: Type.Optional(
        Type.Boolean({ description: 'Only of alerts that nobody answered for too long (`escalateAfterHours`).' }),
      ),
    },
    { ...closed, description: 'Which alerts it is told of.' },
  ),
)

export const Rhythm = Type.Unsafe<ChannelRhythm>(
  Type.Union(
    [
      Type.Object(
        {
          type: Type.Literal('immediate'),
          quiet: Type.Optional(
            Type.Object(
              { from: Time, to: Time, weekends: Type.Boolean() },
              {
                ...closed,
                description: 'Hours in which only alerts of high severity are told; the rest waits for their end.',
              },
            ),
          ),
        },
        closed,
      ),
      Type.Object({ type: Type.Literal('daily'), at: Time }, closed),
      Type.Object(
        { type: Type.Literal('weekly'), weekday: Type.Integer({ minimum: 1, maximum: 7 }), at: Time },
        { ...closed, description: '1 is Monday.' },
      ),
    ],
    { description: 'When it is told: at once, or everything together once a day or week.' },
  ),
)

export const Channel = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.String({ description: 'One of GET /channel-kinds.' }),
  state: word(['active', 'disabled']),
  stateReason: nullable(Type.String({ description: 'Why Milepost disabled it; null when a person did.' })),
  route: Route,
  rhythm: Rhythm,
  timeZone: Type.String(),
  failingSince: nullable(Type.String({ description: 'Since when nothing was taken.' })),
  lastError: nullable(Type.String()),
  givenUpMessages: Type.Integer({
    description: 'Refused by its receiver for three days, and not tried any more; a replay sends them again.',
  }),
  createdAt: Type.String(),
})
