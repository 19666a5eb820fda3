import { type AxisHealth, type Colour, compareColours, type HealthRules } from './health.ts'
import type { Quality, QualityMeasure } from './quality.ts'

/** The worst measure decides; one that rests on too few items decides nothing. */
export function judgeQuality(quality: Quality, rules: HealthRules['quality']): AxisHealth {
  const verdicts = [
    judge(quality.reopenRate, 'share', rules.minDone, rules.amberReopenRate, rules.redReopenRate),
    judge(quality.defectShare, 'share', rules.minItems, rules.amberDefectShare, rules.redDefectShare),
    judge(quality.escapedShare, 'share', rules.minDefects, rules.amberEscapedShare, rules.redEscapedShare),
    judge(quality.defectAgeP85Days, 'days', rules.minDefects, rules.amberDefectAgeDays, rules.redDefectAgeDays),
  ]
    .flat()
    .toSorted((left, right) => compareColours(left.colour, right.colour))
  const [worst] = verdicts
  if (worst === undefined) {
    const reasons = Object.values(quality).map(({ text }: QualityMeasure) => text)
    const nothing = { colour: 'not_measured', value: null, threshold: null, unit: 'share', evidenceIds: [] } as const
    return { axis: 'quality', ...nothing, reasons: [...new Set(reasons)] }
  }
  const told = verdicts.filter(({ colour }) => worst.colour === 'green' || colour !== 'green')
  const { reason: _, ...shown } = worst
  return { axis: 'quality', ...shown, reasons: told.map(({ reason }) => reason) }
}

interface Verdict extends Pick<AxisHealth, 'value' | 'threshold' | 'unit' | 'evidenceIds'> {
  readonly colour: Colour
  readonly reason: string
}

function judge(
  { value, outOf, text, itemIds }: QualityMeasure,
  unit: 'share' | 'days',
  least: number,
  amber: number,
  red: number,
): readonly Verdict[] {
  if (value === null || outOf < least) return []
  const colour = value > red ? 'red' : value > amber ? 'amber' : 'green'
  return [{ colour, value, threshold: colour === 'red' ? red : amber, unit, evidenceIds: itemIds, reason: text }]
}
