import { expect } from 'vitest'

type Ask = <Answer>(method: 'GET', url: string) => Promise<Answer>

/** What refers to a person, a tracker or an initiative says whose name that is: of a release that Amara Osei moved. */
export async function readNames(ask: Ask, initiative: string): Promise<void> {
  const v1 = '/api/v1'
  expect(await ask('GET', `${v1}/initiatives/${initiative}/assessment`)).toMatchObject({
    byTracker: [{ name: 'Paper' }],
    milestones: expect.arrayContaining([
      expect.objectContaining({
        name: 'Checkout 1.3',
        slips: [expect.objectContaining({ byPersonId: expect.any(String), byPersonName: 'Amara Osei' })],
      }),
      expect.objectContaining({ name: 'Board approval', slips: [expect.objectContaining({ byPersonName: null })] }),
    ]),
  })
  const { items } = await ask<{ items: object[] }>('GET', `${v1}/alerts?initiative=${initiative}`)
  const details = { milestoneName: 'Checkout 1.3', byPersonName: 'Amara Osei', trackerName: 'Paper' }
  expect(items).toContainEqual(
    expect.objectContaining({ initiativeName: 'Instant Checkout', details: expect.objectContaining(details) }),
  )
}
