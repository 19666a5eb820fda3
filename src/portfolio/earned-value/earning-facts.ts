import type { SpendFacts } from './actual-cost.ts'
import type { Baseline } from './baseline.ts'

/** What earned value needs besides the items: the baseline in force and what was spent. */
export interface EarningFacts extends SpendFacts {
  readonly baseline: Baseline
}
