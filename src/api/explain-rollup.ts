import { plural } from '../portfolio/phrase.ts'
import type { ShareBasis } from '../portfolio/progress/weight.ts'
import type { RollupNode } from '../portfolio/rollup.ts'
import type { Explain } from './explain.ts'

const WEIGHED_BY: Readonly<Record<ShareBasis, string>> = {
  explicit: 'the weights that were set',
  budget: 'the budgets of their approved plans',
  hours: 'their planned hours',
  equal: 'nothing: all count the same',
}

/** How the tree came to its numbers; what is behind those of an initiative is told by its assessment. */
export function explainRollup({ health, weighedBy }: RollupNode, assessed: number, asOf: string | undefined): Explain {
  const initiatives = Object.values(health.initiativeCounts).reduce((sum, count) => sum + count, 0)
  const past = asOf === undefined ? '' : `?asOf=${asOf}`
  return {
    rule: 'F1, F9',
    text: [
      `${plural(initiatives, 'initiative')}, ${assessed} of them assessed.`,
      'Items and hours are added;',
      `sizes are the mean of the parts, at the top weighed by ${weighedBy === null ? 'nothing: there are none' : WEIGHED_BY[weighedBy]}.`,
      health.worst === null
        ? 'There is no health to tell.'
        : `Health is that of the worst initiative, ${health.worst.name}.`,
    ].join(' '),
    items: health.worst === null ? null : `/api/v1/initiatives/${health.worst.nodeId}/assessment${past}`,
  }
}
