import type { RecordRef } from './raw-record.ts'

/** More than this many and more than this share are rather a lost permission than deletions: a person has to look. */
const MOST_AT_ONCE = 50
const MOST_SHARE = 0.05

export const DELETION_STATES = ['open', 'confirmed', 'dismissed', 'closed'] as const
export type DeletionState = (typeof DELETION_STATES)[number]

/** The scope of all that is missing at once over many projects. */
export const EVERYWHERE = ''

export const nameScope = (scope: string): string => (scope === EVERYWHERE ? 'many projects' : `project ${scope}`)

/** A stored record that the tracker does not list any more. */
export interface MissingRecord extends RecordRef {
  /** External id of its project; empty when it has none. */
  readonly scope: string
  /** It is part of an item that is missing as well (a worklog) and goes or stays with it. */
  readonly goesWithItem: boolean
}

export interface CountedKind {
  readonly kind: RecordRef['kind']
  readonly stored: number
  readonly storedByScope: ReadonlyMap<string, number>
  readonly missing: readonly MissingRecord[]
}

export interface HeldBack {
  readonly scope: string
  readonly records: readonly MissingRecord[]
  /** What is missing of what, for each kind that has something missing. */
  readonly counts: readonly { readonly kind: RecordRef['kind']; readonly missing: number; readonly stored: number }[]
}

/**
 * Divides what is missing into what may be looked into and what waits for a person. A permission is lost for everything of
 * a project, also for its few sprints: where one kind of record is missing in such numbers, all of the project waits.
 */
export function divideMissing(kinds: readonly CountedKind[]): {
  readonly free: readonly MissingRecord[]
  readonly held: readonly HeldBack[]
} {
  const all = kinds.flatMap(({ missing }) => missing)
  const isLostEverywhere = kinds.some(({ missing, stored }) => isTooMany(missing, stored))
  const scopes = new Set(all.map(({ scope }) => scope))
  const lost = [...scopes].filter(
    scope =>
      scope !== EVERYWHERE &&
      kinds.some(({ missing, storedByScope }) =>
        isTooMany(
          missing.filter(record => record.scope === scope),
          storedByScope.get(scope) ?? 0,
        ),
      ),
  )
  const rest = all.filter(({ scope }) => !lost.includes(scope))
  // The many may be those of the projects that wait already; what is left is judged once more without them.
  const isRestLost =
    isLostEverywhere &&
    kinds.some(({ kind, stored }) =>
      isTooMany(
        rest.filter(record => record.kind === kind),
        stored,
      ),
    )
  const held = lost.map(scope => describe(kinds, scope, record => record.scope === scope))
  if (!isRestLost) return { free: rest, held }
  return { free: [], held: [...held, describe(kinds, EVERYWHERE, record => !lost.includes(record.scope))] }
}

function isTooMany(missing: readonly MissingRecord[], stored: number): boolean {
  const count = missing.filter(({ goesWithItem }) => !goesWithItem).length
  return count > MOST_AT_ONCE && count > stored * MOST_SHARE
}

function describe(kinds: readonly CountedKind[], scope: string, belongs: (record: MissingRecord) => boolean): HeldBack {
  const parts = kinds.map(({ kind, missing, stored, storedByScope }) => ({
    kind,
    records: missing.filter(belongs),
    stored: scope === EVERYWHERE ? stored : (storedByScope.get(scope) ?? 0),
  }))
  return {
    scope,
    records: parts.flatMap(({ records }) => records),
    counts: parts.flatMap(({ kind, records, stored }) =>
      records.length === 0 ? [] : [{ kind, missing: records.length, stored }],
    ),
  }
}
