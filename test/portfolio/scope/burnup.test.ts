import fc from 'fast-check'
import { expect, it } from 'vitest'
import { measureProgress } from '../../../src/portfolio/progress/progress.ts'
import { drawBurnup, listBurnupInstants } from '../../../src/portfolio/scope/burnup.ts'
import { drawScopeLines } from '../../../src/portfolio/scope/scope-line.ts'
import { item, life } from '../facts.ts'

const TO = Date.parse('2026-01-29T12:00:00Z')
const draw = (lives: Parameters<typeof drawScopeLines>[0], unit: 'items' | 'points' = 'items', stepDays = 7) =>
  drawBurnup(drawScopeLines(lives), unit, listBurnupInstants('2026-01-05', TO, stepDays))

it('shows what was in scope and done at the end of each week, and now', () => {
  const { points } = draw([
    life('a', { done: [['2026-01-10']] }),
    life('b', { done: [['2026-01-08', '2026-01-14'], ['2026-01-28']] }),
    life('c', { in: [['2026-01-15']], cancelled: [['2026-01-28']] }),
    life('d', { in: [['2026-01-05', '2026-01-07']] }),
  ])
  expect(points).toEqual([
    { at: '2026-01-06T00:00:00.000Z', scope: 3, done: 0 },
    { at: '2026-01-13T00:00:00.000Z', scope: 2, done: 2 },
    { at: '2026-01-20T00:00:00.000Z', scope: 3, done: 1 },
    { at: '2026-01-27T00:00:00.000Z', scope: 3, done: 1 },
    { at: '2026-01-29T12:00:00.000Z', scope: 2, done: 2 },
  ])
})

it('counts an item in points with the estimate it had then, and says how many have none', () => {
  const { points, withoutEstimate } = draw(
    [
      life('a', {
        points: [
          [3, '2026-01-05', '2026-01-16'],
          [8, '2026-01-16'],
        ],
        done: [['2026-01-26']],
      }),
      life('b', { points: [[0.1, '2026-01-12']] }),
      life('c', {
        points: [
          [0.2, '2026-01-12', '2026-01-21'],
          [null, '2026-01-21'],
        ],
      }),
    ],
    'points',
  )
  expect(points.map(({ scope, done }) => [scope, done])).toEqual([
    [3, 0],
    [3.3, 0],
    [8.3, 0],
    [8.1, 8],
    [8.1, 8],
  ])
  expect(withoutEstimate).toBe(1)
})

it('counts an epic until it has stories, its stories from then on, and no sub-task', () => {
  const { points } = draw(
    [
      life('epic', { level: 1 }),
      life('s1', { parentId: 'epic', in: [['2026-01-12', '2026-01-27']] }),
      life('s2', { parentId: 'epic', in: [['2026-01-14', '2026-01-27']] }),
      life('step', { parentId: 's1', level: -1, in: [['2026-01-14']] }),
    ],
    'items',
    7,
  )
  expect(points.map(({ scope }) => scope)).toEqual([1, 1, 2, 1, 1])
})

it('ends where progress is now, whatever happened before', () => {
  const day = fc.integer({ min: 0, max: 24 }).map(days => new Date(Date.UTC(2026, 0, 5 + days)).toISOString())
  const anyLife = fc.record({
    level: fc.constantFrom(0, 1),
    parent: fc.option(fc.nat(11)),
    done: fc.option(day),
    cut: fc.option(day),
  })
  fc.assert(
    fc.property(fc.array(anyLife, { minLength: 1, maxLength: 12 }), all => {
      const lives = all.map(({ level, parent, done, cut }, index) =>
        life(`i${index}`, {
          level,
          parentId: parent !== null && parent < index ? `i${parent}` : null,
          done: done === null ? [] : [cut === null || cut < done ? [done] : [done, cut]],
          cancelled: cut === null ? [] : [done === null || done < cut ? [cut] : [cut, done]],
        }),
      )
      const items = lives.map(({ id, level, parentId, states }) =>
        item(id, {
          level,
          parentId,
          state: states.findLast(({ toMs }) => toMs === Number.POSITIVE_INFINITY)?.state ?? 'todo',
        }),
      )
      const { done, total } = measureProgress(items, []).progress.count
      expect(draw(lives).points.at(-1)).toMatchObject({ scope: total, done })
    }),
    { numRuns: 200 },
  )
})
