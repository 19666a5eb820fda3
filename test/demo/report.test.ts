import { expect, test } from 'vitest'
import type { InitiativeResult } from '../../demo/portfolio-view.ts'
import { writeConnections, writeInitiatives, writePlan } from '../../demo/report.ts'

const REASON =
  'Search 1.3 is forecast for 2027-07-02 (P80), 42 days after its date 2027-05-21; the scope grew by 44.4 % since ' +
  '2026-10-26 and the team finishes 3 items a week'

const initiative = (colour: string): InitiativeResult => ({
  name: `Search ${colour}`,
  trackers: ['Jira', 'Azure DevOps'],
  progress: { count: 0.67, size: 0.68, effort: null },
  nextMilestone: {
    name: 'Subscriptions for core services',
    baseline: '2027-01-13',
    current: '2027-01-27',
    forecastP80: '2027-01-08',
    status: 'slipped',
  },
  milestones: { achieved: 5, slipped: 5 },
  health: { colour, reasons: [REASON] },
  openAlerts: 5,
})

test('each initiative that is not green says why in whole words below its row, and no line is wider than 140', () => {
  const lines = writeInitiatives([initiative('green'), initiative('red')]).split('\n')
  const red = lines.findIndex(line => line.startsWith('Search red'))
  const because = lines.slice(red + 1)
  expect(because.length).toBeGreaterThan(1)
  expect(because.map(line => line.trim()).join(' ')).toBe(REASON)
  expect(because.every(line => line.startsWith('    ') && line.length <= 120)).toBe(true)
  expect(lines[red - 1]).toMatch(/^Search green/)
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(140)
})

test('an approved plan is told in amounts and indices, and what is not known with its reason', () => {
  const amount = (value: string) => ({ value, reason: null })
  const plan = {
    initiative: 'Search',
    currency: 'EUR',
    bac: '100.00',
    pv: amount('50.00'),
    ev: amount('40.00'),
    ac: amount('45.00'),
    cpi: { value: 40 / 45, reason: null },
    eac: amount('112.50'),
    spiT: { value: 0.8, reason: null },
    finishEstimate: '2027-06-30',
  }
  expect(writePlan(plan)).toContain('planned 50.00 EUR, earned 40.00 EUR, spent 45.00 EUR; CPI 0.89, SPI(t) 0.80;')
  expect(writePlan({ ...plan, ac: { value: null, reason: 'No hours.' } })).toContain('spent unknown (No hours.);')
})

test('the line above the table says what its words mean', () => {
  const [legend] = writeInitiatives([initiative('red')]).split('\n')
  for (const word of ['count', 'size', 'effort', 'P80', 'Grey']) expect(legend).toContain(word)
})

test('the cost of a sync does not widen the table of what is stored', () => {
  const equal = { source: 1000, stored: 1000, missing: 0, extra: 0 }
  const entities = { workItems: equal, iterations: equal, releases: equal, worklogs: equal, links: equal }
  const lines = writeConnections([{ kind: 'jira', requests: 70, seconds: 8.8, entities }]).split('\n')
  expect(lines.at(-1)).toBe('jira: 70 requests, 70.0 per 1,000 items, 8.8 s')
  expect(lines[0]).toBe('tracker  entity      source  stored  missing  extra')
})
