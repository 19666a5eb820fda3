type Ask = (method: 'GET' | 'POST', url: string, payload?: object) => Promise<{ readonly id: string }>

const v1 = '/api/v1'

/** Enters rates, a budget and costs, and approves plans: every route that is about money and baselines. */
export async function planInMoney(
  ask: Ask,
  { initiative, person }: { readonly initiative: string; readonly person: string },
): Promise<void> {
  const eur = { currency: 'EUR' }
  await ask('POST', `${v1}/rates`, { ...eur, amountPerHour: '80', validFrom: '2026-01-01' })
  await ask('POST', `${v1}/role-assignments`, { personId: person, role: 'Developer', validFrom: '2026-01-01' })
  await ask('POST', `${v1}/exchange-rates`, { base: 'EUR', quote: 'USD', day: '2026-01-01', rate: '1.1' })
  const paid = { day: '2026-02-01', category: 'vendor', amount: '100.00', description: 'Licences' }
  await ask('POST', `${v1}/cost-entries`, { ...eur, initiativeId: initiative, ...paid })
  const budget = await ask('POST', `${v1}/budgets`, {
    ...eur,
    initiativeId: initiative,
    reason: 'Approved.',
    lines: [{ firstDay: '2026-01-01', lastDay: '2026-06-30', category: 'capex', amount: '10000.00' }],
  })
  await ask('GET', `${v1}/budgets/${budget.id}`)
  const approval = { approvedBy: 'Elena Petrova', reason: 'Approved.' }
  const baselines = `${v1}/initiatives/${initiative}/baselines`
  const baseline = await ask('POST', baselines, approval)
  await ask('GET', baselines)
  await ask('GET', `${baselines}/${baseline.id}`)
  await ask('GET', `${baselines}/${baseline.id}/items`)
  const proposal = { initiativeId: initiative, title: 'More', proposedBy: 'Sofia Rossi', effect: { days: 5 } }
  const change = await ask('POST', `${v1}/change-requests`, proposal)
  await ask('GET', `${v1}/change-requests/${change.id}`)
  await ask('POST', `${v1}/change-requests/${change.id}/approve`, approval)
  const rejected = await ask('POST', `${v1}/change-requests`, proposal)
  const rejection = { rejectedBy: 'Elena Petrova', reason: 'Later.' }
  await ask('POST', `${v1}/change-requests/${rejected.id}/reject`, rejection)
}
