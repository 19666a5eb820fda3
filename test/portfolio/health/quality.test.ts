import { describe, expect, it } from 'vitest'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import { measureQuality } from '../../../src/portfolio/health/quality.ts'
import { judgeQuality } from '../../../src/portfolio/health/quality-axis.ts'
import type { ItemLife } from '../../../src/portfolio/scope/item-life.ts'
import { drawScopeLines } from '../../../src/portfolio/scope/scope-line.ts'
import { life } from '../facts.ts'

const measure = (lives: readonly ItemLife[], firstReleaseDay: string | null = '2026-04-01') =>
  measureQuality(drawScopeLines(lives), { statusAt: '2026-06-01T00:00:00.000Z', windowDays: 90, firstReleaseDay })

const bug = (id: string, day: string, set: Parameters<typeof life>[1] = {}) =>
  life(id, { kind: 'bug', createdMs: Date.parse(day), in: [[day]], ...set })

describe('the reopen rate', () => {
  it('is the times work was taken up again of the times it was done, in the window', () => {
    const lives = [
      life('once', { done: [['2026-05-01']] }),
      life('twice', { done: [['2026-05-01', '2026-05-04'], ['2026-05-08']] }),
      life('between two words for done', { done: [['2026-05-01', '2026-05-04'], ['2026-05-04']] }),
      life('done, then cancelled and revived', {
        done: [['2026-04-20', '2026-05-04']],
        cancelled: [['2026-05-04', '2026-05-06']],
      }),
      life('long ago', { done: [['2026-01-10', '2026-01-20'], ['2026-01-25']] }),
      life('left', { in: [['2026-01-05', '2026-05-20']], done: [['2026-05-01', '2026-05-04']] }),
    ]
    expect(measure(lives).reopenRate).toMatchObject({ value: 1 / 5, count: 1, outOf: 5, itemIds: ['twice'] })
  })

  it('cannot be told where nothing was done', () => {
    expect(measure([life('a')]).reopenRate).toMatchObject({
      value: null,
      text: 'Nothing was done in the last 90 days.',
    })
  })
})

describe('defects', () => {
  const twenty = Array.from({ length: 20 }, (_, index) =>
    bug(`b${index}`, `2026-05-${`${index + 1}`.padStart(2, '0')}`),
  )

  it('are a share of what is in scope, cancelled ones on neither side', () => {
    const lives = [
      bug('b', '2026-05-01'),
      bug('c', '2026-05-01', { cancelled: [['2026-05-02']] }),
      life('s'),
      life('t'),
    ]
    expect(measure(lives).defectShare).toMatchObject({ value: 1 / 3, count: 1, outOf: 3, itemIds: ['b'] })
  })

  it('escaped when they were created after a release had been delivered', () => {
    const lives = [bug('before', '2026-03-31'), bug('that day', '2026-04-01'), bug('after', '2026-04-02')]
    expect(measure(lives).escapedShare).toMatchObject({ value: 1 / 3, itemIds: ['after'] })
    expect(measure(lives, null).escapedShare).toMatchObject({ value: null, outOf: 3 })
  })

  it('that are open have an age that 85 % of them do not exceed', () => {
    // Ages 31 down to 12 days: the 17th of 20, youngest first, is 28 days old.
    expect(measure(twenty).defectAgeP85Days).toMatchObject({ value: 28, count: 20 })
    expect(measure([bug('b', '2026-05-01', { done: [['2026-05-02']] })]).defectAgeP85Days.value).toBeNull()
  })

  it('that nobody keeps are no sign of quality', () => {
    const { defectShare, escapedShare, defectAgeP85Days } = measure([life('s')])
    for (const each of [defectShare, escapedShare, defectAgeP85Days])
      expect(each).toMatchObject({ value: null, text: expect.stringContaining('cannot be told') })
  })
})

describe('the quality axis', () => {
  const rules = { ...DEFAULT_HEALTH_RULES.quality, amberDefectAgeDays: 90 }
  const stories = (count: number, reopened: number) =>
    Array.from({ length: count }, (_, index) =>
      life(`s${index}`, { done: index < reopened ? [['2026-05-01', '2026-05-02']] : [['2026-05-01']] }),
    )
  const judge = (lives: readonly ItemLife[]) => judgeQuality(measure(lives), rules)

  it.each([
    ['green', 20, 3],
    ['amber', 20, 4],
    ['red', 20, 7],
    ['not_measured', 9, 9],
  ])('is %s when of %i completions %i were reopened', (colour, count, reopened) => {
    expect(judge(stories(count, reopened)).colour).toBe(colour)
  })

  it('names the measure, its limit and the items of the worst', () => {
    const old = ['1', '2', '3', '4', '5'].map(id => bug(`b${id}`, '2026-01-05'))
    expect(judge([...stories(20, 4), ...old])).toMatchObject({
      colour: 'amber',
      value: 0.2,
      threshold: rules.amberReopenRate,
      evidenceIds: ['s0', 's1', 's2', 's3'],
      reasons: [
        'Work was taken up again 4 times of 20 times it was done in the last 90 days.',
        '85 % of the 5 open defects are at most 147 days old.',
      ],
    })
  })
})
