import { Type } from 'typebox'
import type { ListedHold } from '../store/sync/deletion-decisions.ts'
import { DELETION_STATES } from '../work/deletion-breaker.ts'
import { RECORD_KINDS } from '../work/raw-record.ts'
import { Id, nullable, word } from './field.ts'

/** Records that a census missed in such numbers that a person has to say what happened. */
export const Hold = Type.Unsafe<ListedHold>(
  Type.Object({
    id: Id,
    state: word(DELETION_STATES),
    project: Type.Union([Type.Object({ id: Id, externalId: Type.String(), name: Type.String() }), Type.Null()], {
      description: 'Null: over many projects.',
    }),
    counts: Type.Array(Type.Object({ kind: word(RECORD_KINDS), missing: Type.Integer(), stored: Type.Integer() }), {
      description: 'Of each kind, how many are no longer listed of how many stored.',
    }),
    explanation: Type.String({ description: 'What happened and what to do.' }),
    sample: Type.Array(
      Type.Object({ kind: word(RECORD_KINDS), externalId: Type.String(), key: nullable(Type.String()) }),
    ),
    foundAt: Type.String(),
    seenAt: Type.String({ description: 'When a census last found them missing.' }),
    decidedBy: nullable(Type.String()),
    decidedAt: nullable(Type.String()),
  }),
)
