import { expect, test } from 'vitest'
import { type CompletenessNumbers, listProblems } from '../../src/portfolio/completeness-problem.ts'
import type { Stream } from '../../src/work/raw-record.ts'

const read = (stream: Stream, lagSeconds: number | null) => ({ stream, lagSeconds })

const complete: CompletenessNumbers = {
  unfinishedStreams: 0,
  readings: [read('work_items', 200)],
  syncEverySeconds: 300,
  missingRecords: 0,
  daysSinceCensus: 0,
  waitingDeletions: 0,
  dismissedDeletions: 0,
  unreadableRecords: 0,
  unmappedStates: 0,
  unmappedTypes: 0,
  undecidedEstimates: 0,
  unreadableValues: 0,
  unattributedWorklogs: 0,
  undecidedPeople: 0,
  notVisibleItems: 0,
  silence: null,
  gaps: [],
}

test('a complete connection has no problem', () => {
  expect(listProblems(complete)).toEqual([])
})

test.each<[string, Partial<CompletenessNumbers>, number, string]>([
  ['unfinished_streams', { unfinishedStreams: 1 }, 1, '1 stream never read to the end'],
  ['late', { readings: [read('work_items', 1_501)] }, 1, 'began 25 minutes ago'],
  ['late', { readings: [read('structure', 5_101), read('work_items', 200)] }, 1, 'began 85 minutes ago'],
  ['missing_records', { missingRecords: 3 }, 3, '3 records counted at the tracker and not stored'],
  ['old_census', { daysSinceCensus: 2 }, 1, '2 days old'],
  ['old_census', { daysSinceCensus: null }, 1, 'Not everything was counted'],
  ['waiting_deletions', { waitingDeletions: 612 }, 612, 'Confirm or dismiss'],
  ['dismissed_deletions', { dismissedDeletions: 2 }, 2, '2 records kept as before'],
  ['unreadable_records', { unreadableRecords: 2 }, 2, '2 records that could not be read'],
  ['unmapped_states', { unmappedStates: 7 }, 7, 'Map the status'],
  ['unmapped_types', { unmappedTypes: 1 }, 1, '1 item with a type'],
  ['undecided_estimates', { undecidedEstimates: 1 }, 1, 'Choose one in the mappings'],
  ['unreadable_values', { unreadableValues: 9 }, 9, '9 values that cannot be read'],
  ['unattributed_worklogs', { unattributedWorklogs: 4 }, 4, '4 worklogs without a person'],
  ['undecided_people', { undecidedPeople: 2 }, 2, '2 pairs of identities'],
  ['not_visible_items', { notVisibleItems: 4 }, 4, 'Check its permissions'],
  [
    'silent_webhooks',
    { silence: { since: '2027-03-01T09:00:00.000Z', items: 6, reason: 'No notice came.' } },
    6,
    'No notice came. Until then',
  ],
  ['truncated_history', { gaps: [{ kind: 'truncated_history', count: 4 }] }, 4, 'older history is not shown'],
  ['too_many_boards', { gaps: [{ kind: 'too_many_boards', count: 1 }] }, 1, 'Each says what happened and what to do'],
])('%s is named with its number and what to do (%o)', (kind, set, count, text) => {
  const problems = listProblems({ ...complete, ...set })
  expect(problems).toEqual([{ kind, count, text: expect.stringContaining(text) }])
})

test('what is late by less than five beats is not, and what waits for a person comes first', () => {
  // What is read once an hour is an hour older at times.
  const readings = [read('work_items', 1_500), read('structure', 5_100), read('worklogs', null)]
  expect(listProblems({ ...complete, readings })).toEqual([])
  const kinds = listProblems({ ...complete, unmappedStates: 1, waitingDeletions: 60, missingRecords: 1 })
  expect(kinds.map(({ kind }) => kind)).toEqual(['waiting_deletions', 'missing_records', 'unmapped_states'])
  const told = { kind: 'deletion_breaker', count: 1 }
  expect(listProblems({ ...complete, gaps: [told] })).toEqual([])
})
