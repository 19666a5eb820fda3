import { describe, expect, it } from 'vitest'
import {
  type AxisHealth,
  type Colour,
  DEFAULT_HEALTH_RULES,
  type Health,
  judgeHealth,
} from '../../../src/portfolio/health/health.ts'

const rules = DEFAULT_HEALTH_RULES

describe('overall health', () => {
  function axis(name: AxisHealth['axis'], colour: Colour): AxisHealth {
    return {
      axis: name,
      colour,
      value: null,
      threshold: null,
      unit: 'days',
      reasons: [`${name} is ${colour}.`],
      evidenceIds: [],
    }
  }
  function judge(colours: readonly [Colour, Colour, Colour], previous: Health | null = null, days = 0): Health {
    const [schedule, scope, data] = colours
    return judgeHealth([axis('schedule', schedule), axis('scope', scope), axis('data', data)], {
      statusAt: `2027-01-${11 + days}T09:00:00.000Z`,
      rules,
      previous: previous === null ? null : { statusAt: `2027-01-${10 + days}T09:00:00.000Z`, health: previous },
    })
  }

  it.each<[readonly [Colour, Colour, Colour], Colour, string]>([
    [['green', 'green', 'green'], 'green', 'schedule'],
    [['green', 'amber', 'green'], 'amber', 'scope'],
    [['red', 'amber', 'grey'], 'red', 'schedule'],
    [['green', 'green', 'grey'], 'grey', 'data'],
    [['amber', 'grey', 'grey'], 'amber', 'schedule'],
  ])('of the axes %j is %s, from %s', (colours, colour, worstAxis) => {
    expect(judge(colours)).toMatchObject({ colour, worstAxis, ruleVersion: '1' })
  })

  it('is not made worse by an axis that nobody keeps data for, and shows it', () => {
    const cost: AxisHealth = { ...axis('cost', 'green'), colour: 'not_measured', reasons: ['There is no budget.'] }
    const health = judgeHealth([cost, axis('schedule', 'green'), axis('data', 'green')], {
      statusAt: '2027-01-11T09:00:00.000Z',
      rules,
      previous: null,
    })
    expect(health).toMatchObject({ colour: 'green', worstAxis: 'schedule', axes: [cost, {}, {}] })
    expect(health.reasons).not.toContain('There is no budget.')
  })

  it('tells the reasons of the bad axes, worst first, and no good ones among them', () => {
    expect(judge(['amber', 'red', 'green']).reasons).toEqual(['scope is red.', 'schedule is amber.'])
    expect(judge(['green', 'green', 'green']).reasons).toHaveLength(3)
  })

  it('worsens at once', () => {
    const before = judge(['green', 'green', 'green'])
    expect(judge(['red', 'green', 'green'], before, 1).colour).toBe('red')
  })

  it('improves only after two evaluations in a row, and says so in between', () => {
    const red = judge(['red', 'green', 'green'])
    const first = judge(['green', 'green', 'green'], red, 1)
    expect(first).toMatchObject({ colour: 'red', computedColour: 'green', betterEvaluations: 1 })
    expect(first.reasons[0]).toBe('Shown red until 2 evaluations in a row are better; this was number 1.')
    expect(judge(['green', 'green', 'green'], first, 2)).toMatchObject({ colour: 'green', betterEvaluations: 0 })
  })

  it('starts waiting anew after a relapse', () => {
    const red = judge(['red', 'green', 'green'])
    const better = judge(['green', 'green', 'green'], red, 1)
    const relapse = judge(['red', 'green', 'green'], better, 2)
    expect(judge(['green', 'green', 'green'], relapse, 3).colour).toBe('red')
  })

  it('does not count the same evaluation twice', () => {
    const red = judge(['red', 'green', 'green'])
    const first = judge(['green', 'green', 'green'], red, 1)
    const again = judgeHealth([axis('schedule', 'green'), axis('scope', 'green'), axis('data', 'green')], {
      statusAt: '2027-01-12T09:00:00.000Z',
      rules,
      previous: { statusAt: '2027-01-12T09:00:00.000Z', health: first },
    })
    expect(again).toEqual(first)
  })

  it('is not held red by blindness: after grey the next colour is shown at once', () => {
    const grey = judge(['grey', 'grey', 'grey'])
    expect(judge(['green', 'green', 'green'], grey, 1).colour).toBe('green')
  })

  it('does not fade from red to grey at once when the ground is lost', () => {
    const red = judge(['red', 'green', 'green'])
    expect(judge(['grey', 'green', 'grey'], red, 1)).toMatchObject({ colour: 'red', computedColour: 'grey' })
  })
})
