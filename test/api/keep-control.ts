import { expect } from 'vitest'

type Ask = (method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, payload?: object) => Promise<{ readonly id: string }>

const v1 = '/api/v1'

/** Thresholds, overrides, register, compliance, priorities and review of an initiative with one open item of 5 points. */
export async function keepControl(
  ask: Ask,
  { portfolio, initiative, now }: { readonly portfolio: string; readonly initiative: string; readonly now: string },
): Promise<void> {
  await ask('PUT', `${v1}/portfolios/${portfolio}/health-rules`, { improveAfterEvaluations: 3 })
  await ask('GET', `${v1}/portfolios/${portfolio}/health-rules`)
  await ask('GET', `${v1}/portfolios/${portfolio}/health-rules/versions`)
  await ask('PUT', `${v1}/portfolios/${portfolio}/alert-rules`, { lowDays: 3 })
  await ask('GET', `${v1}/portfolios/${portfolio}/alert-rules`)
  await ask('GET', `${v1}/portfolios/${portfolio}/alert-rules/versions`)
  expect(await ask('GET', `${v1}/initiatives/${initiative}/burnup?unit=points`)).toMatchObject({
    points: expect.arrayContaining([{ at: now, scope: 0, done: 0 }]),
    withoutEstimate: 1,
    coverage: { estimated: 1 },
  })
  expect(await ask('GET', `${v1}/compliance?node=${portfolio}`)).toMatchObject({
    items: [
      {
        name: 'Instant Checkout',
        compliance: { checks: expect.arrayContaining([expect.objectContaining({ rule: 'owner', isMet: false })]) },
      },
    ],
  })
  expect(await ask('GET', `${v1}/compliance?owner=Nobody`)).toMatchObject({ items: [] })
  const criteria = [{ name: 'value', source: 'entered', weight: 1, part: 'value' }]
  await ask('PUT', `${v1}/portfolios/${portfolio}/score-model`, { method: 'weighted', criteria })
  await ask('GET', `${v1}/portfolios/${portfolio}/score-model`)
  await ask('POST', `${v1}/initiatives/${initiative}/scores`, { values: [{ criterion: 'value', value: 8 }] })
  await ask('GET', `${v1}/initiatives/${initiative}/scores`)
  expect(await ask('GET', `${v1}/portfolios/${portfolio}/priorities?unit=points&capacity=3`)).toMatchObject({
    items: [{ score: 8, demand: '5', isAboveCut: false }],
    dropped: [initiative],
  })
  expect(await ask('GET', `${v1}/initiatives/${initiative}/review`)).toMatchObject({
    review: { dateMoves: { total: 2 }, calibration: { forecasts: 0, hitRateP80: null } },
    explain: { rule: 'F16' },
  })
  const risk = await ask('POST', `${v1}/risks`, {
    nodeId: initiative,
    kind: 'risk',
    title: 'The vendor may be late',
  })
  await ask('PATCH', `${v1}/risks/${risk.id}`, { probability: 3, impact: 5 })
  await ask('GET', `${v1}/risks/${risk.id}`)
  expect(await ask('GET', `${v1}/risks?node=${portfolio}`)).toMatchObject({ items: [{ exposure: 15 }] })
  const overrides = `${v1}/initiatives/${initiative}/overrides`
  await ask('POST', overrides, { colour: 'amber', reason: 'The vendor is late.', expiresAt: '2026-03-31T09:00:00Z' })
  await ask('POST', `${overrides}/withdraw`, { reason: 'The vendor has delivered.' })
  await ask('GET', overrides)
}
