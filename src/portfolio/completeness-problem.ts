import type { Stream } from '../work/raw-record.ts'
import { STREAM_BEATS_S } from '../work/stream-beat.ts'
import type { WebhookSilence } from './alert/webhook-silence.ts'
import { plural } from './phrase.ts'

/** Something that is missing or uncertain in what is stored of a tracker, and what to do about it. */
export interface CompletenessProblem {
  /** Stable word. */
  readonly kind: string
  /** Records, items, streams: whatever the sentence counts. */
  readonly count: number
  /** What it is and what a person can do, in sentences. */
  readonly text: string
}

/** What is known about the completeness of one connection, in numbers. */
export interface CompletenessNumbers {
  /** Streams never read completely. */
  readonly unfinishedStreams: number
  /** Of each stream of each scope, the time since its last complete reading began; null when there is none yet. */
  readonly readings: readonly { readonly stream: Stream; readonly lagSeconds: number | null }[]
  readonly syncEverySeconds: number
  /** Records that the last census listed beyond what is stored now. */
  readonly missingRecords: number
  /** Days since the oldest count; null when something was never counted. */
  readonly daysSinceCensus: number | null
  readonly waitingDeletions: number
  readonly dismissedDeletions: number
  readonly unreadableRecords: number
  readonly unmappedStates: number
  readonly unmappedTypes: number
  readonly undecidedEstimates: number
  /** Values that the meaning of their field cannot read. */
  readonly unreadableValues: number
  readonly unattributedWorklogs: number
  readonly undecidedPeople: number
  readonly notVisibleItems: number
  /** Items that changed at the tracker, none of which it told us of, although it once did. */
  readonly silence: WebhookSilence | null
  readonly gaps: readonly { readonly kind: string; readonly count: number }[]
}

/** This many beats without a complete reading are no coincidence. */
const LATE_BEATS = 5
const LATE_CENSUS_DAYS = 2

/** What to do about a gap that a connector told of; any other tells it in its own detail. */
const GAP_ADVICE: Readonly<Record<string, string>> = {
  truncated_history: 'Their older history is not shown by the tracker: dates and states before it are unknown.',
  forbidden: 'Grant the account the permission that each of them names, then start a full sync.',
  restricted_worklogs: 'Hours on them are incomplete: let the account see worklogs of all groups and roles.',
  unsupported_board: 'Their estimate field is unknown: choose it in the mappings.',
  unknown_project: 'Follow these projects too, or leave out what refers to them.',
}

/** Told by other numbers than gaps, and better. */
const TOLD_ELSEWHERE = new Set(['deletion_breaker', 'unreadable_record'])

/** The most urgent first: what a person has to decide, then what is missing, then what is only not understood. */
export function listProblems(numbers: CompletenessNumbers): readonly CompletenessProblem[] {
  const { readings, syncEverySeconds, daysSinceCensus } = numbers
  const late = readings.flatMap(({ stream, lagSeconds }) =>
    lagSeconds !== null && lagSeconds > LATE_BEATS * syncEverySeconds + STREAM_BEATS_S[stream] ? lagSeconds : [],
  )
  const isUncounted = daysSinceCensus === null || daysSinceCensus >= LATE_CENSUS_DAYS
  const problems: (readonly [kind: string, count: number, text: (count: number) => string])[] = [
    [
      'waiting_deletions',
      numbers.waitingDeletions,
      n =>
        `${plural(n, 'record')} that the tracker lists no longer, too many to be plausible. Confirm or dismiss the deletion.`,
    ],
    [
      'unfinished_streams',
      numbers.unfinishedStreams,
      n =>
        `${plural(n, 'stream')} never read to the end yet. Wait for the first sync, or read in its run why it failed.`,
    ],
    [
      'late',
      late.length > 0 ? 1 : 0,
      () =>
        `The last complete reading began ${plural(Math.round(Math.max(...late) / 60), 'minute')} ago. Look at the newest sync runs.`,
    ],
    [
      'silent_webhooks',
      numbers.silence?.items ?? 0,
      () => `${numbers.silence?.reason} Until then changes come with the next sync.`,
    ],
    [
      'missing_records',
      numbers.missingRecords,
      n =>
        `${plural(n, 'record')} counted at the tracker and not stored. The next census fetches what is still missing.`,
    ],
    [
      'old_census',
      isUncounted ? 1 : 0,
      () =>
        daysSinceCensus === null
          ? 'Not everything was counted at the tracker yet. The daily census does; or start one.'
          : `The last count is ${plural(daysSinceCensus, 'day')} old. Look why the census does not end well.`,
    ],
    [
      'unreadable_records',
      numbers.unreadableRecords,
      n =>
        `${plural(n, 'record')} that could not be read, kept with the reason. Report it; a replay after an update reads them again.`,
    ],
    ...numbers.gaps
      .filter(({ kind }) => !TOLD_ELSEWHERE.has(kind))
      .map(
        ({ kind, count }) =>
          [
            kind,
            count,
            (n: number) =>
              `${plural(n, 'gap')} of the kind "${kind}". ${GAP_ADVICE[kind] ?? 'Each says what happened and what to do.'}`,
          ] as const,
      ),
    [
      'unmapped_states',
      numbers.unmappedStates,
      n => `${plural(n, 'item')} with a status that means nothing here, neither open nor done. Map the status.`,
    ],
    [
      'unmapped_types',
      numbers.unmappedTypes,
      n =>
        `${plural(n, 'item')} with a type of no known kind and level, so without a place in the hierarchy. Map the type.`,
    ],
    [
      'undecided_estimates',
      numbers.undecidedEstimates,
      n =>
        `${plural(n, 'project')} in which several fields may hold the estimate, so none is read. Choose one in the mappings.`,
    ],
    [
      'unreadable_values',
      numbers.unreadableValues,
      n =>
        `${plural(n, 'value')} that cannot be read as the number or day that the field shall be, and so count as not set. Map another field, or correct them in the tracker.`,
    ],
    [
      'unattributed_worklogs',
      numbers.unattributedWorklogs,
      n => `${plural(n, 'worklog')} without a person: their hours count for the item and for nobody.`,
    ],
    [
      'undecided_people',
      numbers.undecidedPeople,
      n => `${plural(n, 'pair')} of identities that may be one person. Merge them, or confirm that they are two.`,
    ],
    [
      'not_visible_items',
      numbers.notVisibleItems,
      n => `${plural(n, 'item')} no longer shown to the account, and not proven to be deleted. Check its permissions.`,
    ],
    [
      'dismissed_deletions',
      numbers.dismissedDeletions,
      n =>
        `${plural(n, 'record')} kept as before although the tracker does not list them: a person decided so, and may confirm them still.`,
    ],
  ]
  return problems.flatMap(([kind, count, text]) => (count > 0 ? [{ kind, count, text: text(count) }] : []))
}
