/** What money is spent on: assets that are built, running work, and what others are paid for. */
export const COST_CATEGORIES = ['capex', 'opex', 'vendor'] as const
export type CostCategory = (typeof COST_CATEGORIES)[number]
