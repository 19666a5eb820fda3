type Ask = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => Promise<{ readonly id: string }>

const v1 = '/api/v1'

/** Every route that is about dependencies and forecasts. */
export async function drawDependency(
  ask: Ask,
  {
    portfolio,
    initiative,
    milestone,
    item,
  }: Readonly<Record<'portfolio' | 'initiative' | 'milestone' | 'item', string>>,
): Promise<void> {
  const ends = { provider: { type: 'item', id: item }, consumer: { type: 'milestone', id: milestone } }
  const drawn = await ask('POST', `${v1}/dependencies`, { ...ends, lagDays: 2, reason: 'It needs it.' })
  await ask('GET', `${v1}/dependencies?end=${item}`)
  await ask('GET', `${v1}/dependencies/${drawn.id}`)
  await ask('DELETE', `${v1}/dependencies/${drawn.id}`)
  await ask('GET', `${v1}/initiatives/${initiative}/dependencies`)
  await ask('GET', `${v1}/portfolios/${portfolio}/dependencies`)
  await ask('GET', `${v1}/initiatives/${initiative}/forecast`)
}
