import { Type } from 'typebox'
import { CONCLUSION_BASES } from '../portfolio/assessment.ts'
import type { Restatements } from '../store/portfolio/restatements.ts'
import { wordOrNull } from './field.ts'

/* What stands beside an answer about the past. */

export const Basis = Type.Unsafe<(typeof CONCLUSION_BASES)[number] | null>({
  ...wordOrNull(CONCLUSION_BASES),
  description:
    'Initiatives only: concluded at the time and kept, or, before it was first assessed, concluded now from the history.',
})

const Item = Type.Object({ id: Type.String(), key: Type.String(), url: Type.String(), at: Type.String() })

export const RestatedSince = Type.Unsafe<Restatements | null>({
  ...Type.Object({
    lateWorklogs: Type.Object({ count: Type.Integer(), hours: Type.Number(), items: Type.Array(Item) }),
    reopenedItems: Type.Object({ count: Type.Integer(), items: Type.Array(Item) }),
  }),
  type: ['object', 'null'],
  description:
    'With asOf: hours of before the instant that were entered after it, and items done then and reopened since. They are ' +
    'not in the answer, which stays what it was. Up to 20 items of each are named.',
})
