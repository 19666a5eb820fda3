import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isLongOverdue, type Pile, pileUp } from '../../../src/portfolio/forecast/milestone-pile.ts'
import { countAhead } from '../../../src/portfolio/forecast/work-ahead.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import { isAchieved } from '../../../src/portfolio/milestone/milestone.ts'
import { item, milestone } from '../facts.ts'

const TODAY = '2027-01-11'
const DAYS = ['2026-05-04', '2027-01-29', '2027-02-26', '2027-03-31'] as const

const anyItems = fc.array(
  fc.record({
    connectionId: fc.constantFrom('jira', 'azure'),
    state: fc.constantFrom('todo', 'in_progress', 'done', 'cancelled', null),
    parent: fc.option(fc.nat(19)),
    level: fc.constantFrom(-1, 0, 1),
  }),
  { maxLength: 20 },
)
const anyMilestones = fc.array(
  fc.record({
    itemIds: fc.array(
      fc.nat(19).map(at => `i${at}`),
      { maxLength: 8 },
    ),
    day: fc.option(fc.constantFrom(...DAYS)),
    baselineDay: fc.option(fc.constantFrom(...DAYS)),
    actualDay: fc.option(fc.constantFrom('2027-01-04', '2027-06-01'), { freq: 3 }),
  }),
  { maxLength: 8 },
)

/** One pile against each other. */
function countOneByOne(pile: Pile, piles: readonly Pile[], connectionId: string): number {
  const before = piles.filter(
    other =>
      other.promisedDay !== null &&
      !isAchieved(other.milestone, TODAY) &&
      !isLongOverdue(other, TODAY) &&
      (pile.promisedDay === null || other.promisedDay < pile.promisedDay),
  )
  const items = new Set(before.flatMap(other => other.items).filter(({ state }) => state !== 'done'))
  return [...items].filter(each => !pile.items.includes(each) && each.connectionId === connectionId).length
}

it('what is promised earlier lies ahead, each open item once, whatever belongs to what', () => {
  fc.assert(
    fc.property(anyItems, anyMilestones, (drafts, dates) => {
      const tree = growTree(
        drafts.map(({ parent, ...set }, at) =>
          item(`i${at}`, { ...set, parentId: parent === null ? null : `i${parent}` }),
        ),
      )
      const milestones = dates.map(({ day, ...set }, at) =>
        milestone(`m${at}`, {
          ...set,
          dates: day === null ? [] : [{ day, at: `2026-01-05T08:00:00.000Z`, byPersonId: null }],
        }),
      )
      const piles = pileUp(tree, tree.counted, milestones)
      const ahead = countAhead(piles, TODAY)
      for (const pile of piles)
        for (const connectionId of ['jira', 'azure'])
          expect(ahead.get(pile)?.get(connectionId) ?? 0).toBe(countOneByOne(pile, piles, connectionId))
    }),
    { numRuns: 500 },
  )
})
