import { expect, it } from 'vitest'
import { addContext } from '../../../src/portfolio/alert/alert-context.ts'
import { assess } from '../../../src/portfolio/assessment.ts'
import type { DependencyLink, LinkEnd } from '../../../src/portfolio/dependency/dependency.ts'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import type { InitiativeFacts } from '../../../src/portfolio/initiative.ts'
import { date, finished, initiative, milestone, plan, pointed, present, record, tracker } from '../facts.ts'
import { slip } from './slip.ts'

const options = { statusAt: '2027-01-11T09:00:00.000Z', seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }

const end = (type: LinkEnd['type'], id: string, set: Partial<LinkEnd> = {}): LinkEnd => ({
  ...{ type, id, name: id, initiativeId: 'checkout', initiative: 'Checkout', connectionId: 'jira' },
  ...{ state: 'todo', startedAt: null, doneAt: null, startDay: null, targetDay: null },
  ...set,
})
const link = (provider: LinkEnd, consumer: LinkEnd): DependencyLink => ({
  ...{ id: `${provider.id}-${consumer.id}`, origin: 'pmo', provider, consumer, lagDays: 0, reason: null },
})

const facts = initiative({
  items: [
    pointed('epic', null, { level: 1, kind: 'epic' }),
    pointed('small', 1, { parentId: 'epic' }),
    pointed('large', 8, { parentId: 'epic' }),
    pointed('stuck', 2, { parentId: 'epic' }),
    finished('done', '2027-01-04', { parentId: 'epic' }),
    pointed('elsewhere', 13),
  ],
  trackers: [tracker('jira'), tracker('azure', { syncedAt: '2027-01-10T23:00:00.000Z' })],
  milestones: [
    milestone('m', { itemIds: ['epic'], dates: [date('2027-02-01', '2026-10-01')] }),
    milestone('next', { name: 'Rollout', itemIds: ['elsewhere'] }),
  ],
  record: record({
    present: present({
      plans: [plan('small'), plan('large'), plan('stuck', { blockedSince: '2026-12-01T09:00:00.000Z' })],
    }),
  }),
  dependencies: {
    links: [
      link(end('milestone', 'm'), end('milestone', 'launch', { name: 'Launch', initiative: 'Web' })),
      link(end('item', 'large'), end('item', 'elsewhere')),
      link(end('milestone', 'm'), end('milestone', 'past', { doneAt: '2026-12-01' })),
      link(end('item', 'done'), end('milestone', 'other')),
    ],
    others: [],
  },
})

const describe = (condition = slip({ milestoneId: 'm' }), of: InitiativeFacts = facts) => {
  const [change] = addContext([{ type: 'opened', condition }], assess(of, options), of)
  if (change?.type !== 'opened') throw new Error('not opened')
  return change.condition.details
}

it('what is told of a milestone names its open items, blocked ones first, then the largest', () => {
  expect(describe().evidenceIds).toEqual(['stuck', 'large', 'small'])
})

it('names the milestones that wait for it or for its open work, and no other', () => {
  expect(describe().downstream).toEqual([
    { id: 'launch', name: 'Launch', initiative: 'Web' },
    { id: 'next', name: 'Rollout', initiative: 'Checkout' },
  ])
})

it('says how old the data is: as old as that of the tracker that was read longest ago', () => {
  expect(describe().dataAt).toBe('2027-01-10T23:00:00.000Z')
  const unread = { ...facts, trackers: [tracker('jira'), tracker('azure', { syncedAt: null })] }
  expect(describe(undefined, unread).dataAt).toBeNull()
})

it('leaves evidence as it was found, and what is over as it is', () => {
  expect(describe(slip({ milestoneId: null, evidenceIds: ['a'] }))).toMatchObject({
    evidenceIds: ['a'],
    downstream: [],
  })
  const over = [{ type: 'resolved', kind: 'silent_slip', fingerprint: 'silent_slip/m' }] as const
  expect(addContext(over, assess(facts, options), facts)).toEqual(over)
})
