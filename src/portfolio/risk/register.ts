export const ENTRY_KINDS = ['risk', 'issue', 'assumption', 'decision'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

export const ENTRY_STATUSES = ['open', 'in_progress', 'accepted', 'dismissed', 'closed'] as const
export type EntryStatus = (typeof ENTRY_STATUSES)[number]

/** An entry of the register, as the rules of health and compliance see it. */
export interface RegisterEntry {
  readonly id: string
  readonly kind: EntryKind
  /** Null: a person entered it. */
  readonly fingerprint: string | null
  readonly title: string
  readonly status: EntryStatus
  readonly probability: number | null
  readonly impact: number | null
  /** Pieces of evidence now, and when a person decided about it. */
  readonly extent: number
  readonly decidedExtent: number | null
  /** When a person entered or last looked at it. */
  readonly reviewedAt: string
}

const CERTAIN = 5

/** Probability times impact, 1 to 25; an issue is certain, it is there. Null where a person did not say. */
export function exposureOf({
  kind,
  probability,
  impact,
}: Pick<RegisterEntry, 'kind' | 'probability' | 'impact'>): number | null {
  const likely = kind === 'issue' ? CERTAIN : probability
  return likely === null || impact === null ? null : likely * impact
}

export const isOpen = ({ status }: Pick<RegisterEntry, 'status'>): boolean =>
  status === 'open' || status === 'in_progress'
