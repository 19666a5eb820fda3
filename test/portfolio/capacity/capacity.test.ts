import { describe, expect, it } from 'vitest'
import {
  type CapacityPerson,
  coverCapacity,
  type Load,
  planCapacity,
} from '../../../src/portfolio/capacity/capacity.ts'
import { measureDemand } from '../../../src/portfolio/capacity/demand.ts'
import { createSupply, type PlannedCapacity } from '../../../src/portfolio/capacity/supply.ts'
import { listWeeks, weekOf } from '../../../src/portfolio/capacity/week.ts'
import type { MilestoneFacts, ScopeItem } from '../../../src/portfolio/initiative.ts'
import type { PlannedDays } from '../../../src/portfolio/item-plan.ts'
import { growTree } from '../../../src/portfolio/item-tree.ts'
import { date, doneOn, item, milestone } from '../facts.ts'

/** A Wednesday. */
const TODAY = '2026-03-04'
const WEEK = '2026-03-02'
const NEXT = '2026-03-09'

const plan = (set: Partial<PlannedDays> = {}): PlannedDays => ({
  id: 'a',
  identityId: 'amara',
  startDay: null,
  targetDay: null,
  iterationStartDay: null,
  iterationEndDay: null,
  ...set,
})

const rowsOf = (
  items: readonly ScopeItem[],
  plans: Record<string, PlannedDays>,
  milestones: readonly MilestoneFacts[] = [],
) => {
  const listed = Object.entries(plans).map(([id, each]) => ({ ...each, id }))
  return measureDemand(growTree(items), { plans: listed, milestones }, TODAY)
}

const demandOf = (...facts: Parameters<typeof rowsOf>) =>
  rowsOf(...facts).map(({ week, hours, assigneeId }) => ({
    week,
    hours: Math.round(hours * 1000) / 1000,
    assigneeId,
  }))

describe('demand', () => {
  const work = (hours: number) => item('a', { remainingHours: hours })

  it.each<[string, Partial<PlannedDays>, readonly [string | null, number][]]>([
    ['without any date is in no week', {}, [[null, 16]]],
    ['until Friday is in this week', { targetDay: '2026-03-06' }, [[WEEK, 16]]],
    [
      'is spread evenly over the working days left',
      { targetDay: '2026-03-13' },
      [
        [WEEK, 6],
        [NEXT, 10],
      ],
    ],
    ['that should have been finished is due now', { targetDay: '2026-02-01' }, [[WEEK, 16]]],
    ['begins with its start', { startDay: NEXT, targetDay: '2026-03-13' }, [[NEXT, 16]]],
    ['begins with its iteration', { iterationStartDay: NEXT, iterationEndDay: '2026-03-13' }, [[NEXT, 16]]],
    ['that ends before it starts is due at its end', { startDay: '2026-04-01', targetDay: NEXT }, [[NEXT, 16]]],
    [
      'between two days of a weekend is in the week that ends',
      { startDay: '2026-03-07', targetDay: '2026-03-08' },
      [[WEEK, 16]],
    ],
    [
      'goes by its own date before the iteration’s',
      { targetDay: '2026-03-06', iterationEndDay: '2026-04-01' },
      [[WEEK, 16]],
    ],
  ])('of work %s', (_, dates, expected) => {
    expect(demandOf([work(16)], { a: plan(dates) }).map(({ week, hours }) => [week, hours])).toEqual(expected)
  })

  it('without a date or an iteration is due with its milestone', () => {
    const release = milestone('release', { itemIds: ['a'], dates: [date('2026-03-13', '2026-01-05')] })
    const rows = demandOf([work(16)], { a: plan() }, [release])
    expect(rows.map(({ week, hours }) => [week, hours])).toEqual([
      [WEEK, 6],
      [NEXT, 10],
    ])
  })

  it('is what remains, else what was planned less what is spent, and nothing of what is done', () => {
    const items = [
      item('a', { remainingHours: 3, originalHours: 8, spentHours: 1 }),
      item('b', { originalHours: 8, spentHours: 5 }),
      item('c', { originalHours: 8, spentHours: 50 }),
      item('d', { remainingHours: 4, ...doneOn('2026-03-02') }),
    ]
    const plans = Object.fromEntries(items.map(({ id }) => [id, plan({ targetDay: '2026-03-06' })]))
    expect(demandOf(items, plans)).toEqual([{ week: WEEK, hours: 6, assigneeId: 'amara' }])
  })

  it('counts the hours of a story once, not with those of its tasks', () => {
    const items = [
      item('story', { remainingHours: 10 }),
      item('task', { parentId: 'story', level: -1, typeExternalId: 'task', remainingHours: 4 }),
    ]
    const plans = {
      story: plan({ targetDay: '2026-03-06' }),
      task: plan({ targetDay: '2026-03-06', identityId: null }),
    }
    expect(demandOf(items, plans)).toEqual([{ week: WEEK, hours: 4, assigneeId: null }])
  })

  it('of items that say no hours is unknown and counted, not zero', () => {
    const items = [item('a', { remainingHours: 4 }), item('b')]
    const plans = Object.fromEntries(items.map(({ id }) => [id, plan({ targetDay: '2026-03-13' })]))
    const rows = rowsOf(items, plans)
    expect(rows.map(({ week, unestimatedItems }) => [week, unestimatedItems])).toEqual([
      [WEEK, 0],
      [NEXT, 1],
    ])
  })
})

describe('supply', () => {
  const planned = (set: Partial<PlannedCapacity> = {}): PlannedCapacity => ({
    personId: 'amara',
    teamId: 'web',
    iterationId: 'sprint 1',
    firstDay: WEEK,
    lastDay: '2026-03-13',
    hoursPerDay: 6,
    workingDays: null,
    ...set,
  })
  const supply = createSupply({
    planned: [
      planned(),
      planned({ iterationId: 'a longer one', lastDay: '2026-04-30', hoursPerDay: 5 }),
      planned({ teamId: 'ops', hoursPerDay: 1 }),
      planned({ teamId: 'ops', hoursPerDay: 0.5 }),
      planned({ personId: 'wei', workingDays: ['sunday', 'monday'] }),
    ],
    absences: [
      { teamId: 'web', personId: null, firstDay: NEXT, lastDay: NEXT },
      { teamId: 'web', personId: 'amara', firstDay: '2026-03-12', lastDay: '2026-03-30' },
    ],
    availabilities: [
      { personId: 'lena', firstDay: '2026-03-04', lastDay: null, hoursPerWeek: 20 },
      { personId: 'lena', firstDay: '2026-03-09', lastDay: '2026-03-10', hoursPerWeek: 10 },
    ],
  })

  it('is hours per day times working days, over teams, iterations that overlap said once', () => {
    expect(supply('amara', WEEK)).toEqual({
      hours: 37.5,
      source: 'tracker',
      byTeam: new Map([
        ['web', 30],
        ['ops', 7.5],
      ]),
    })
  })
  it('goes without the days off of a person and of their team', () => {
    expect(supply('amara', NEXT)?.byTeam.get('web')).toBe(12)
  })
  it('goes by the team’s own working days', () => {
    expect(supply('wei', WEEK)?.hours).toBe(12)
  })
  it('is what the PMO entered, by Mondays to Fridays', () => {
    expect([supply('lena', WEEK), supply('lena', NEXT)].map(each => [each?.hours, each?.source])).toEqual([
      [12, 'entered'],
      [24, 'entered'],
    ])
  })
  it('is unknown where nobody said anything', () => {
    expect(supply('nobody', WEEK)).toBeNull()
    expect(supply('wei', '2026-05-04')).toBeNull()
  })
})

describe('capacity', () => {
  const people: readonly CapacityPerson[] = [
    { id: 'amara', name: 'Amara', employment: 'employee', teamIds: ['web', 'ops'] },
    { id: 'jo', name: 'Jo', employment: 'contractor', teamIds: ['web'] },
    { id: 'wei', name: 'Wei', employment: null, teamIds: [] },
  ]
  const load = (set: Partial<Load>): Load => ({
    personId: 'amara',
    week: WEEK,
    hours: 10,
    unestimatedItems: 0,
    kind: 'demand',
    ...set,
  })
  const supply = createSupply({
    planned: [
      {
        personId: 'amara',
        teamId: 'web',
        iterationId: '1',
        firstDay: WEEK,
        lastDay: '2026-03-15',
        hoursPerDay: 3,
        workingDays: null,
      },
      {
        personId: 'amara',
        teamId: 'ops',
        iterationId: '1',
        firstDay: WEEK,
        lastDay: '2026-03-15',
        hoursPerDay: 1,
        workingDays: null,
      },
    ],
    absences: [],
    availabilities: [{ personId: 'jo', firstDay: WEEK, lastDay: null, hoursPerWeek: 40 }],
  })
  const loads = [
    load({ hours: 12 }),
    load({ hours: 9, kind: 'logged' }),
    load({ week: NEXT, hours: 20 }),
    load({ personId: 'jo', hours: 30, unestimatedItems: 2 }),
    load({ personId: 'wei', hours: 5 }),
  ]
  const planOf = () => planCapacity(people, loads, [WEEK, NEXT], supply)

  it('compares the work of both trackers with the time there is', () => {
    const [amara] = planOf().people
    expect(amara?.weeks.map(week => [week.capacityHours, week.utilisation, week.isOverAllocated])).toEqual([
      [20, 1.05, true],
      [20, 1, false],
    ])
  })
  it('says nothing about people whose time nobody knows', () => {
    const wei = planOf().people.find(({ id }) => id === 'wei')
    expect(wei?.weeks[0]).toMatchObject({
      capacityHours: null,
      demandHours: 5,
      utilisation: null,
      isOverAllocated: null,
    })
  })
  it('shows contractors apart, and the parts add up', () => {
    const { total, byEmployment } = planOf()
    expect(byEmployment.map(each => [each.employment, each.demandHours, each.peopleWithoutCapacity])).toEqual([
      ['employee', 32, 0],
      ['contractor', 30, 0],
      [null, 5, 1],
    ])
    expect(total.demandHours).toBe(67)
    expect(byEmployment.reduce((sum, each) => sum + each.capacityHours, 0)).toBe(total.capacityHours)
  })
  it('shares the load of somebody among their teams as their capacity is', () => {
    const web = planOf().teams.find(({ teamId }) => teamId === 'web')
    expect(web?.weeks).toEqual([
      { week: WEEK, capacityHours: 15, loadHours: 0.75 * 21 + 30 },
      { week: NEXT, capacityHours: 15, loadHours: 15 },
    ])
  })
  it('knows no hours of a team for which nobody planned any, not 0', () => {
    const ofTeams = people.map(person => ({ ...person, teamIds: ['web'] }))
    const [web] = planCapacity(ofTeams, loads, [WEEK], () => null).teams
    expect(web?.weeks).toEqual([{ week: WEEK, capacityHours: null, loadHours: expect.any(Number) }])
  })
  it('names what is in no week and of nobody', () => {
    const hours = { isSomebodys: true, isDated: true, unestimatedItems: 0, kind: 'demand' } as const
    const covered = [
      { ...hours, hours: 62, unestimatedItems: 2 },
      { ...hours, isSomebodys: false, hours: 5 },
      { ...hours, isSomebodys: false, isDated: false, hours: 2 },
      { ...hours, isSomebodys: false, kind: 'logged', hours: 3 } as const,
      { ...hours, isDated: false, hours: 50 },
    ]
    expect(coverCapacity(covered)).toEqual({
      unassignedHours: 7,
      unattributedHours: 3,
      undatedHours: 50,
      unestimatedItems: 2,
    })
  })
})

describe('a week', () => {
  it.each([
    ['2026-03-01', '2026-02-23'],
    ['2026-03-02', '2026-03-02'],
    ['2026-03-08', '2026-03-02'],
    ['1969-12-31', '1969-12-29'],
    ['2027-01-01', '2026-12-28'],
  ])('of %s begins on %s', (day, monday) => {
    expect(weekOf(day)).toBe(monday)
  })
  it('that is touched is listed', () => {
    expect(listWeeks('2026-03-01', '2026-03-09')).toEqual(['2026-02-23', WEEK, NEXT])
  })
})
