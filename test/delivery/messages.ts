import type { AlertMessage, Notice } from '../../src/delivery/channel.ts'
import { slipDetails } from '../portfolio/alert/slip.ts'

/** What a tracker's user may write into a title, for each medium that could take it for more than text. */
export const UGLY =
  '<script>alert(1)</script> <!channel> <@U1> *bold* _it_ `code` [x](https://evil.example) & "q" \r\nBcc: x@evil.example'

export const message = (change: Partial<AlertMessage> = {}): AlertMessage => ({
  id: '8a1f2e0c-4f6a-4a3e-9b57-0d1f7c1f0001',
  change: 'opened',
  at: '2026-03-02T10:00:00.000Z',
  alertId: '8a1f2e0c-4f6a-4a3e-9b57-0d1f7c1f0002',
  kind: 'milestone_slipped',
  severity: 'high',
  initiative: 'Checkout',
  milestone: 'Go-live',
  tracker: 'Jira',
  channel: null,
  drivers: [],
  owner: 'Mira Lang',
  openedAt: '2026-03-02T10:00:00.000Z',
  url: 'https://jira.example/browse/PAY-1',
  by: 'Amara Osei',
  details: slipDetails({ connectionId: '8a1f2e0c-4f6a-4a3e-9b57-0d1f7c1f0005' }),
  ...change,
})

export const noticeOf = (entries: readonly AlertMessage[], title = 'A title'): Notice => ({
  id: '8a1f2e0c-4f6a-4a3e-9b57-0d1f7c1f0006',
  at: '2026-03-02T10:00:00.000Z',
  title,
  entries,
})
