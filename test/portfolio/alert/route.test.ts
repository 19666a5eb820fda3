import { expect, it } from 'vitest'
import { type AlertRoute, EVERYTHING, leadsTo, type RoutedAlert } from '../../../src/portfolio/alert/route.ts'

const alert: RoutedAlert = {
  portfolioId: 'growth',
  owner: 'Mira Lang',
  kind: 'silent_slip',
  severity: 'medium',
  isEscalated: false,
}

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

it.each<[string, Partial<AlertRoute>, boolean]>([
  ['everything', {}, true],
  ['one portfolio', { portfolioIds: ['growth'] }, false],
  ['one owner', { owners: ['Mira Lang'] }, false],
  ['one portfolio and what it rests on', { portfolioIds: ['growth'], operations: true }, true],
  ['everything but what it rests on', { operations: false }, false],
  ['another kind', { kinds: ['milestone_slipped'], operations: true }, false],
  ['more severe', { leastSeverity: 'high', operations: true }, false],
])('a connection that is blind is told by a route of %s or not', (_, change, leads) => {
  const blind: RoutedAlert = {
    portfolioId: null,
    owner: null,
    kind: 'connection_blind',
    severity: 'medium',
    isEscalated: false,
  }
  expect(leadsTo({ ...EVERYTHING, ...change }, blind)).toBe(leads)
})

it('a route of what nobody answered leads there what was escalated, and nothing else', () => {
  const route = { ...EVERYTHING, onlyEscalated: true }
  expect([leadsTo(route, alert), leadsTo(route, { ...alert, isEscalated: true })]).toEqual([false, true])
})

it('an alert that nobody owns is told to no owner', () => {
  expect(leadsTo({ ...EVERYTHING, owners: ['Mira Lang'] }, { ...alert, owner: null })).toBe(false)
})
