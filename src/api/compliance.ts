import { Type } from 'typebox'
import { COMPLIANCE_RULES, type Compliance as ComplianceValue } from '../portfolio/risk/compliance.ts'
import { nullable, word } from './field.ts'

const Check = Type.Object({
  rule: word(COMPLIANCE_RULES),
  share: nullable(Type.Number({ description: '0 to 1; null where the rule does not apply.' })),
  needed: Type.Number(),
  isMet: nullable(Type.Boolean()),
  text: Type.String(),
  gapIds: Type.Array(Type.String(), { description: 'Items or entries that break it; of many, the first 100.' }),
  gapCount: Type.Integer(),
  gapOwners: Type.Array(
    Type.Object({
      personId: nullable(Type.String({ description: 'Null: nobody has it.' })),
      name: nullable(Type.String()),
      count: Type.Integer(),
    }),
  ),
})

export const Compliance = Type.Unsafe<ComplianceValue>(
  Type.Object({ score: nullable(Type.Number()), checks: Type.Array(Check) }, { description: 'F17.' }),
)
