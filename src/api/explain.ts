import { type Static, Type } from 'typebox'

/** Why a number is what it is. */
export const ExplainSchema = Type.Object({
  rule: Type.String({ description: 'the formula, F1 to F17' }),
  text: Type.String({ description: 'in words, with the numbers of this answer' }),
  items: Type.Union([Type.String({ description: 'path of the API that lists what is behind it' }), Type.Null()]),
})

export type Explain = Static<typeof ExplainSchema>
