import type { AlertDetails, RaisedCondition } from '../../../src/portfolio/alert/alert.ts'

/** A milestone moved by nine days, as its details stand in an alert. */
export const slipDetails = (change: Partial<AlertDetails> = {}): AlertDetails => ({
  initiativeId: '8a1f2e0c-4f6a-4a3e-9b57-0d1f7c1f0003',
  milestoneId: '8a1f2e0c-4f6a-4a3e-9b57-0d1f7c1f0004',
  milestoneName: 'Go-live',
  reason: null,
  evidenceIds: [],
  from: '2026-04-01',
  to: '2026-04-10',
  movedByDays: 9,
  totalDays: 9,
  baselineDay: '2026-04-01',
  byPersonId: null,
  at: '2026-03-02T09:59:00.000Z',
  connectionId: null,
  channelId: null,
  downstream: [],
  dataAt: null,
  ...change,
})

export const slip = (details: Partial<AlertDetails>, change: Partial<RaisedCondition> = {}): RaisedCondition => ({
  status: 'raised',
  kind: 'milestone_slipped',
  fingerprint: `milestone_slipped/${details.milestoneId}`,
  severity: 'low',
  extent: 9,
  details: slipDetails(details),
  ...change,
})
