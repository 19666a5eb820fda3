import { expect, it } from 'vitest'
import { type AlertRoute, EVERYTHING, leadsTo, type RoutedAlert } from '../../../src/portfolio/alert/route.ts'

const alert: RoutedAlert = { portfolioId: 'growth', owner: 'Mira Lang', kind: 'silent_slip', severity: 'medium' }

it.each<[string, Partial<AlertRoute>, boolean]>([
  ['everything', {}, true],
  ['its portfolio', { portfolioIds: ['growth'] }, true],
  ['another portfolio', { portfolioIds: ['run'] }, false],
  ['its kind', { kinds: ['silent_slip', 'milestone_overdue'] }, true],
  ['another kind', { kinds: ['milestone_slipped'] }, false],
  ['as severe', { leastSeverity: 'medium' }, true],
  ['more severe', { leastSeverity: 'high' }, false],
  ['its owner, however written', { owners: [' mira lang'] }, true],
  ['another owner', { owners: ['Jon'] }, false],
])('a route of %s', (_, change, leads) => {
  expect(leadsTo({ ...EVERYTHING, ...change }, alert)).toBe(leads)
})

it('an alert that nobody owns is told to no owner', () => {
  expect(leadsTo({ ...EVERYTHING, owners: ['Mira Lang'] }, { ...alert, owner: null })).toBe(false)
})
