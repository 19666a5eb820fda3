import type { FoundRisk } from './auto-risk.ts'
import { isOpen, type RegisterEntry } from './register.ts'

/** One rule and subject, one entry for each initiative, however often it is found. */
export const fingerprintOf = ({ rule, subject }: Pick<FoundRisk, 'rule' | 'subject'>): string => `${rule}/${subject}`

export type RiskChange =
  | { readonly type: 'found'; readonly risk: FoundRisk }
  /** `returned`: it had gone. `grew`: there is more evidence, so whoever accepted or dismissed it has not seen this. */
  | { readonly type: 'returned' | 'grew' | 'updated'; readonly entryId: string; readonly risk: FoundRisk }
  | { readonly type: 'gone'; readonly entryId: string }

/** What to do about the entries that our rules made; those of people are theirs alone. */
export function changeRisks(entries: readonly RegisterEntry[], found: readonly FoundRisk[]): readonly RiskChange[] {
  const ours = new Map(entries.flatMap(entry => (entry.fingerprint === null ? [] : [[entry.fingerprint, entry]])))
  const seen = new Set(found.map(fingerprintOf))
  const changes = found.map((risk): RiskChange => {
    const entry = ours.get(fingerprintOf(risk))
    if (entry === undefined) return { type: 'found', risk }
    return { type: typeOf(entry, risk), entryId: entry.id, risk }
  })
  const gone = [...ours].filter(([fingerprint, entry]) => !seen.has(fingerprint) && isOpen(entry))
  return [...changes, ...gone.map(([, { id }]): RiskChange => ({ type: 'gone', entryId: id }))]
}

function typeOf(entry: RegisterEntry, risk: FoundRisk): 'returned' | 'grew' | 'updated' {
  if (entry.status === 'closed') return 'returned'
  if (isSettled(entry, risk)) return 'updated'
  return risk.extent > entry.extent || !isOpen(entry) ? 'grew' : 'updated'
}

/** A person accepted or dismissed it, having seen as much evidence as there is. */
export function isSettled(entry: RegisterEntry | undefined, risk: Pick<FoundRisk, 'extent'>): boolean {
  if (entry === undefined || isOpen(entry) || entry.status === 'closed') return false
  return entry.decidedExtent !== null && risk.extent <= entry.decidedExtent
}
