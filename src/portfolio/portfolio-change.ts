export const CHANGE_KINDS = [
  'done',
  'reopened',
  'blocked',
  'added',
  'removed',
  're_estimated',
  'slipped',
  'moved',
  'health',
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** Something that became otherwise: a state or an estimate of an item, its place, a milestone's date, a colour. */
export interface Difference {
  readonly of: 'state' | 'estimate' | 'joined' | 'left' | 'milestone' | 'health'
  readonly from: string | null
  readonly to: string | null
}

/**
 * What a difference means to who reads what changed; null when it means nothing to them, such as work that was begun.
 * Cancelling takes an item out of scope and taking that back brings it in again. A date moved later, or taken away, slipped.
 */
export function nameChange({ of, from, to }: Difference): ChangeKind | null {
  switch (of) {
    case 'state':
      return nameStateChange(from, to)
    case 'estimate':
      return 're_estimated'
    case 'joined':
      return 'added'
    case 'left':
      return 'removed'
    case 'milestone':
      return from !== null && (to === null || to > from) ? 'slipped' : 'moved'
    case 'health':
      return 'health'
  }
}

function nameStateChange(from: string | null, to: string | null): ChangeKind | null {
  if (to === 'cancelled') return 'removed'
  if (from === 'cancelled') return 'added'
  if (to === 'done') return 'done'
  if (from === 'done') return 'reopened'
  return to === 'blocked' ? 'blocked' : null
}
