import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { MappingSubject } from './mapping.ts'
import { FIELD_ROLES, ITEM_KINDS, LINK_MEANINGS, WORK_STATES } from './work-item.ts'

/* What words of a tracker can mean, for checking what a person enters. */

const oneOf = <const Words extends readonly string[]>(words: Words) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: [...words] })

const FIELD_UNITS = ['points', 'hours', 'seconds', 'days'] as const
const HIGHEST_LEVEL = 10
const HIGHEST_RANK = 100

export const MEANINGS = {
  status: oneOf(WORK_STATES),
  item_type: Type.Object(
    { kind: oneOf(ITEM_KINDS), level: Type.Integer({ minimum: -1, maximum: HIGHEST_LEVEL }) },
    { additionalProperties: false },
  ),
  field: Type.Object(
    {
      role: oneOf(FIELD_ROLES),
      unit: Type.Unsafe<(typeof FIELD_UNITS)[number] | null>({
        type: ['string', 'null'],
        enum: [...FIELD_UNITS, null],
      }),
      rank: Type.Integer({ minimum: 0, maximum: HIGHEST_RANK }),
    },
    { additionalProperties: false },
  ),
  link_type: oneOf(LINK_MEANINGS),
} satisfies Record<MappingSubject, TSchema>

const quoted = (words: readonly string[]): string => words.map(word => `"${word}"`).join(', ')

const EXPECTED: Record<MappingSubject, string> = {
  status: `must be one of ${quoted(WORK_STATES)}, or null for none`,
  item_type: `must be {"kind", "level"} with kind one of ${quoted(ITEM_KINDS)} and level from -1 (sub-task) to ${HIGHEST_LEVEL}, or null for none`,
  field:
    `must be {"role", "unit", "rank"} with role one of ${quoted(FIELD_ROLES)}, unit one of ${quoted(FIELD_UNITS)} or null, ` +
    `and rank from 0 to ${HIGHEST_RANK} (lower is read first), or null for none`,
  link_type: `must be one of ${quoted(LINK_MEANINGS)}, or null for none`,
}

const IN_UNITS = new Set(['estimate', 'original_effort', 'remaining_effort', 'completed_effort'])

/** What is wrong with a meaning, as the end of a sentence; null when nothing is. */
export function findMeaningProblem(subject: MappingSubject, meaning: unknown): string | null {
  if (!Value.Check(MEANINGS[subject], meaning)) return EXPECTED[subject]
  if (subject !== 'field' || !Value.Check(MEANINGS.field, meaning)) return null
  const { role, unit } = meaning
  if (!IN_UNITS.has(role)) return unit === null ? null : `must have the unit null: a ${role} is not counted in ${unit}`
  if (unit === null) return `must have a unit: a number of a ${role} without one cannot be added up`
  return role !== 'estimate' && unit === 'points' ? `must not be in points: a ${role} is counted in time` : null
}
