import { describe, expect, it } from 'vitest'
import { chooseMoved, chooseRecords } from '../../../jobs/notices/choose-records.ts'
import type { PendingDelivery, Touch } from '../../../src/store/sync/webhook-deliveries.ts'

const notice = (id: string, ...touched: readonly Touch[]): PendingDelivery => ({ id, touched })
const item = (externalId: string): Touch => ({ kind: 'work_item', externalId })
const moved = (externalId: string): Touch => ({ ...item(externalId), movesDate: true })
const edits = (count: number) => Array.from({ length: count }, (_, nth) => notice(`edit ${nth}`, item(`${nth}`)))
const namesOf = ({ records }: ReturnType<typeof chooseRecords>) => records.map(({ externalId }) => externalId)

describe('what is fetched next', () => {
  it('is what waited longest, in full requests, with all notices that name no others', () => {
    const again = notice('again', { ...item('7'), byPersonId: 'p' })
    const chosen = chooseRecords([...edits(250), again])
    expect(namesOf(chosen)).toEqual(Array.from({ length: 200 }, (_, nth) => `${nth}`))
    expect(chosen.deliveries).toHaveLength(201)
    expect(chosen.records[7]).toEqual({ kind: 'work_item', externalId: '7', byPersonId: 'p' })
  })

  it('is what may move a milestone before all others, however long they waited', () => {
    const chosen = chooseRecords([...edits(5_000), notice('date', moved('4999'))])
    expect(namesOf(chosen)).toHaveLength(200)
    expect(namesOf(chosen)).toContain('4999')
    expect(namesOf(chosen)).toContain('0')
  })

  it('holds a notice that names more than a request takes', () => {
    const many = Array.from({ length: 310 }, (_, nth) => item(`m${nth}`))
    expect(namesOf(chooseRecords([notice('many', ...many), ...edits(5)]))).toHaveLength(310)
  })
})

describe('what is fetched beside a storm', () => {
  it('is what may move a milestone, with all else that was told of it', () => {
    const sooner = [
      notice('date', moved('17')),
      notice('release', { kind: 'release', externalId: 'r' }),
      notice('iteration', { kind: 'iteration', externalId: 's' }),
    ]
    const chosen = chooseMoved([...edits(5_000), ...sooner])
    if (chosen === 'many') throw new Error('these are few')
    expect(namesOf(chosen)).toEqual(['17', 'r', 's'])
    expect(chosen.deliveries.map(({ id }) => id)).toEqual(['edit 17', 'date', 'release', 'iteration'])
  })

  it('is nothing when no date moves, and when so many do that they are a storm by themselves', () => {
    expect(chooseMoved(edits(20))).toEqual({ deliveries: [], records: [] })
    const dates = Array.from({ length: 150 }, (_, nth) => notice(`date ${nth}`, moved(`d${nth}`)))
    expect(chooseMoved([...edits(5_000), ...dates])).toBe('many')
  })
})
