import type { Assessment } from '../portfolio/assessment.ts'
import type { Measure } from '../portfolio/progress/measure.ts'
import type { Explain } from './explain.ts'

/** How far and how well in words; each axis tells its own reasons and evidence beside it. */
export function explainAssessment({ initiativeId, progress, health }: Assessment, asOf: string | undefined): Explain {
  const worst = health.axes.find(({ axis }) => axis === health.worstAxis)
  const reason = worst?.reasons[0]
  return {
    rule: 'F1, F9',
    text: [
      `By count ${describe(progress.count)}, by size ${describe(progress.size)}, by effort ${describe(progress.effort)}; cancelled work is neither done nor in scope.`,
      worst === undefined
        ? `Health is computed as ${health.computedColour}.`
        : `Health is computed as ${health.computedColour}, the worst of its axes: ${worst.axis}.`,
      ...(reason === undefined ? [] : [reason]),
    ].join(' '),
    items: `/api/v1/work-items?initiative=${initiativeId}${asOf === undefined ? '' : `&asOf=${asOf}`}`,
  }
}

function describe({ done, total, fraction, unit, reason }: Measure): string {
  if (fraction === null) return `it cannot be said (${reason ?? 'not known'})`
  return unit === null
    ? `${Math.round(fraction * 1_000) / 10} % are done`
    : `${round(done)} of ${round(total)} ${unit} are done`
}

const round = (value: number): number => Math.round(value * 10) / 10
