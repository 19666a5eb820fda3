import { Type } from 'typebox'
import { COLOURS } from '../portfolio/health/health.ts'
import { word } from './field.ts'

/** Shown beside the computed colour, which it never hides. */
export const StandingOverride = Type.Union(
  [
    Type.Object({
      colour: word(COLOURS),
      reason: Type.String(),
      createdBy: Type.String(),
      createdAt: Type.String(),
      expiresAt: Type.String(),
    }),
    Type.Null(),
  ],
  { description: 'What a person put beside the computed colour, until it expires; null: nothing.' },
)
