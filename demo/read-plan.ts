import { setTimeout as pause } from 'node:timers/promises'
import type { ApiClient } from './api-client.ts'

/** Its plan lies in both trackers, people book their hours in both, and the portfolio file approves it. */
const INITIATIVE = 'Single Sign-On'
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

/** The earned value of the initiative whose plan is approved; null where the portfolio has no such initiative. */
export async function readPlan(api: ApiClient): Promise<PlanResult | null> {
  const { items } = await api.get<{ readonly items: readonly Named[] }>('/initiatives')
  const initiative = items.find(({ name }) => name === INITIATIVE)
  if (initiative === undefined) return null
  const earned = await readEarnedValue(api, `/initiatives/${initiative.id}`)
  const { currency, bac, pv, ev, ac, cpi, estimates, schedule } = earned
  const spiT = schedule?.schedulePerformance ?? { value: null, reason: 'Nothing was planned for a day.' }
  const finishEstimate = schedule?.finishEstimate ?? null
  return { initiative: INITIATIVE, currency, bac, pv, ev, ac, cpi, eac: estimates.typical.eac, spiT, finishEstimate }
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
