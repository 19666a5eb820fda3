import { setTimeout as pause } from 'node:timers/promises'
import type { ApiClient } from './api-client.ts'

/** Its plan lies in both trackers, and people book their hours in both. */
const INITIATIVE = 'Single Sign-On'
const BUDGET = { amount: '135000.00', currency: 'EUR' }
const AMOUNT_PER_HOUR = '95.00'
const ASSESSED_DEADLINE_MS = 60_000

interface Figure {
  readonly value: number | null
  readonly reason: string | null
}

interface Amount {
  readonly value: string | null
  readonly reason: string | null
}

/** How an initiative does against its approved plan. */
export interface PlanResult {
  readonly initiative: string
  readonly currency: string
  readonly bac: string
  readonly pv: Amount
  readonly ev: Amount
  readonly ac: Amount
  readonly cpi: Figure
  readonly eac: Amount
  readonly spiT: Figure
  readonly finishEstimate: string | null
}

interface EarnedValue extends Pick<PlanResult, 'currency' | 'bac' | 'pv' | 'ev' | 'ac' | 'cpi'> {
  readonly estimates: { readonly typical: { readonly eac: Amount } }
  readonly schedule: { readonly schedulePerformance: Figure; readonly finishEstimate: string | null } | null
}

interface Named {
  readonly id: string
  readonly name: string
}

/**
 * Enters a rate and a budget, approves the plan of one initiative as it stands, and reads its earned value. Null where the
 * portfolio has no such initiative. What a run before approved stays.
 */
export async function approvePlan(api: ApiClient): Promise<PlanResult | null> {
  const { items } = await api.get<{ readonly items: readonly Named[] }>('/initiatives')
  const initiative = items.find(({ name }) => name === INITIATIVE)
  if (initiative === undefined) return null
  const path = `/initiatives/${initiative.id}`
  const approved = await api.get<{ readonly items: readonly object[] }>(`${path}/baselines`)
  if (approved.items.length === 0) await enterPlan(api, initiative.id)
  const earned = await readEarnedValue(api, path)
  const { currency, bac, pv, ev, ac, cpi, estimates, schedule } = earned
  const spiT = schedule?.schedulePerformance ?? { value: null, reason: 'Nothing was planned for a day.' }
  const finishEstimate = schedule?.finishEstimate ?? null
  return { initiative: INITIATIVE, currency, bac, pv, ev, ac, cpi, eac: estimates.typical.eac, spiT, finishEstimate }
}

async function enterPlan(api: ApiClient, initiativeId: string): Promise<void> {
  const { amount, currency } = BUDGET
  await api.post('/rates', { amountPerHour: AMOUNT_PER_HOUR, currency, validFrom: '2020-01-01' })
  const line = { firstDay: '2026-01-01', lastDay: '2027-12-31', category: 'capex', amount }
  await api.post('/budgets', { initiativeId, currency, reason: 'Approved by the board.', lines: [line] })
  const approval = { approvedBy: 'Noah Kim', reason: 'The plan as it stands, with the budget of the board.' }
  await api.post(`/initiatives/${initiativeId}/baselines`, approval)
}

async function readEarnedValue(api: ApiClient, path: string): Promise<EarnedValue> {
  const deadline = performance.now() + ASSESSED_DEADLINE_MS
  for (;;) {
    const { earnedValue } = await api.get<{ readonly earnedValue: EarnedValue | null }>(`${path}/earned-value`)
    if (earnedValue !== null) return earnedValue
    if (performance.now() > deadline) throw new Error('The approved plan was not assessed in time.')
    await pause(100)
  }
}
