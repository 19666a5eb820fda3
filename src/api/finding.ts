import { Type } from 'typebox'
import type { Findings as FindingsValue } from '../portfolio/findings.ts'
import { RISK_RULES, RISK_UNITS } from '../portfolio/risk/auto-risk.ts'
import { GROWTH_CAUSES } from '../portfolio/scope/scope-growth.ts'
import { Compliance } from './compliance.ts'
import { nullable, word, wordOrNull } from './field.ts'

/* What src/portfolio finds beside progress and dates, as the API shows it. */

const ids = () => Type.Array(Type.String(), { description: 'Of many, the first 100.' })
const byCause = <Each extends ReturnType<typeof ids> | ReturnType<typeof Type.Number>>(each: Each) =>
  Type.Object(Object.fromEntries(GROWTH_CAUSES.map(cause => [cause, each])))

const QualityMeasure = Type.Object({
  value: nullable(Type.Number({ description: 'Null when it cannot be said, with the reason in the text.' })),
  count: Type.Number(),
  outOf: Type.Number(),
  text: Type.String(),
  itemIds: ids(),
})

const Quality = Type.Object(
  {
    reopenRate: QualityMeasure,
    defectShare: QualityMeasure,
    escapedShare: QualityMeasure,
    defectAgeP85Days: QualityMeasure,
  },
  { description: 'F13.' },
)

export const ScopeGrowth = Type.Object(
  {
    status: word(['known', 'unknown']),
    reason: Type.Optional(Type.String()),
    since: Type.Optional(Type.String({ description: 'YYYY-MM-DD: the baseline, or the end of planning.' })),
    lines: Type.Optional(
      Type.Array(
        Type.Object({
          unit: wordOrNull(['items', 'points', 'hours', 'days']),
          before: Type.Number(),
          after: Type.Number({ description: '`before` and all causes.' }),
          byCause: byCause(Type.Number()),
          growth: nullable(Type.Number({ description: 'Of `before`; first estimates are knowledge, not growth.' })),
        }),
      ),
    ),
    itemIds: Type.Optional(byCause(ids())),
  },
  { description: 'F8: how the scope changed since the plan, by cause.' },
)

const FoundRisk = Type.Object({
  rule: word(RISK_RULES),
  subject: Type.String(),
  title: Type.String(),
  text: Type.String(),
  probability: Type.Number(),
  impact: Type.Number(),
  value: Type.Number(),
  threshold: Type.Number(),
  unit: word(RISK_UNITS),
  evidenceIds: ids(),
  extent: Type.Number(),
})

export const Findings = Type.Unsafe<FindingsValue | null>(
  Type.Union([
    Type.Object({
      quality: Type.Union([Quality, Type.Null()]),
      scopeGrowth: Type.Union([ScopeGrowth, Type.Null()]),
      businessValue: Type.Union([
        Type.Object({ value: nullable(Type.Number()), items: Type.Integer(), text: Type.String() }),
        Type.Null(),
      ]),
      compliance: Type.Union([Compliance, Type.Null()]),
      risks: Type.Union([Type.Array(FoundRisk, { description: 'F11.' }), Type.Null()]),
    }),
    Type.Null({ description: 'Concluded before this was looked at.' }),
  ]),
)
