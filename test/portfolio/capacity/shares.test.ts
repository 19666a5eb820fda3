import { describe, expect, it } from 'vitest'
import { type CapacityShare, sharesByPerson } from '../../../src/portfolio/capacity/shares.ts'

describe('where the hours of a person go', () => {
  const share = (part: CapacityShare['part'], id: string | null, hours: number) => ({
    personId: 'amara',
    ...{ part, id, hours },
  })
  const shares = [
    share('initiative', 'small', 1),
    share('initiative', null, 3),
    share('initiative', 'large', 9),
    share('initiative', 'medium', 4),
    share('tracker', 'jira', 5),
    share('tracker', 'azure', 12),
  ]

  it('is told of the largest initiatives, and of the others together', () => {
    expect(sharesByPerson(shares, { most: 2 })('amara')).toEqual({
      byTracker: [
        { connectionId: 'azure', hours: 12 },
        { connectionId: 'jira', hours: 5 },
      ],
      byInitiative: [
        { initiativeId: 'large', hours: 9 },
        { initiativeId: 'medium', hours: 4 },
      ],
      otherInitiatives: { count: 2, hours: 4 },
    })
  })
  it('is told of the initiative asked about, however small', () => {
    const { byInitiative, otherInitiatives } = sharesByPerson(shares, { most: 1, initiativeId: 'small' })('amara')
    expect(byInitiative.map(({ initiativeId }) => initiativeId)).toEqual(['large', 'small'])
    expect(otherInitiatives).toEqual({ count: 2, hours: 7 })
  })
  it('is nowhere for somebody who has none', () => {
    expect(sharesByPerson(shares, { most: 2 })('jo')).toEqual({
      ...{ byTracker: [], byInitiative: [], otherInitiatives: { count: 0, hours: 0 } },
    })
  })
})
