import { USABLE_CONFIDENCE } from './mapping.ts'

/** A person as one tracker knows them. */
export interface Identity {
  readonly id: string
  readonly connectionId: string
  readonly name: string
  readonly email: string | null
  readonly kind: 'human' | 'service' | 'unknown'
  /** The tracker has closed the account and shows nobody's name for it any more. */
  readonly isErased: boolean
}

/** Two identities that may be one person; only a person's decision merges those of low confidence. */
export interface SamePersonProposal {
  /** In text order. */
  readonly identityIds: readonly [string, string]
  readonly confidence: number
  readonly reason: string
}

/** Names are shared by strangers (two people with the same display name); the address of a mailbox seldom is. */
const CONFIDENCE = { 'same e-mail': 0.95, 'same name': 0.4, 'same e-mail, but of several accounts of one tracker': 0.4 }
type Reason = keyof typeof CONFIDENCE

/**
 * Identities of different connections that may be the same person, each pair once with its best reason. Two of one
 * connection are never proposed: the tracker itself says that they are two. Service accounts are nobody.
 */
export function proposeSamePerson(identities: readonly Identity[]): readonly SamePersonProposal[] {
  const people = identities.filter(({ kind, isErased }) => kind !== 'service' && !isErased)
  const proposals = new Map<string, SamePersonProposal>()
  const propose = (group: readonly Identity[], reason: Reason): void => {
    for (const [a, b] of pairsAcrossConnections(group)) {
      const identityIds = a.id < b.id ? ([a.id, b.id] as const) : ([b.id, a.id] as const)
      const key = JSON.stringify(identityIds)
      if (!proposals.has(key)) proposals.set(key, { identityIds, confidence: CONFIDENCE[reason], reason })
    }
  }
  for (const group of groupBy(people, ({ email }) => normalizeEmail(email)).values())
    propose(group, isShared(group) ? 'same e-mail, but of several accounts of one tracker' : 'same e-mail')
  for (const group of groupBy(people, ({ name }) => normalizeName(name)).values()) propose(group, 'same name')
  return [...proposals.values()].sort(compareProposals)
}

/** Where an identity stands: with whom it counts as one, and whether a person said so. */
export interface PlacedIdentity extends Identity {
  /** Null: it is nobody else. */
  readonly personId: string | null
  readonly isDecided: boolean
}

/**
 * Where the identities belong that nobody has decided about, as the usable proposals say: the ids of those that are one
 * person, together with whose they are already. Identities that are nobody else are in no group.
 */
export function groupIdentities(identities: readonly PlacedIdentity[]): readonly {
  readonly personId: string | null
  readonly identityIds: readonly string[]
}[] {
  const byId = new Map(identities.map(each => [each.id, each]))
  const isAlone = (id: string): boolean => byId.get(id)?.isDecided === true && byId.get(id)?.personId === null
  const usable = proposeSamePerson(identities).filter(({ confidence }) => confidence >= USABLE_CONFIDENCE)
  const pairs = usable.filter(({ identityIds }) => !identityIds.some(isAlone))
  const groups: { personId: string | null; identityIds: readonly string[] }[] = []
  for (const ids of joinPairs(pairs.map(({ identityIds }) => identityIds))) {
    const members = ids.flatMap(id => byId.get(id) ?? [])
    const decided = new Set(members.flatMap(({ personId, isDecided }) => (isDecided ? (personId ?? []) : [])))
    const undecided = members.filter(({ isDecided }) => !isDecided)
    // People whom somebody keeps apart share this address: whose the others are is not known.
    if (decided.size > 1 || undecided.length === 0) continue
    const [known] = [...decided, ...undecided.flatMap(({ personId }) => personId ?? [])]
    groups.push({ personId: known ?? null, identityIds: undecided.map(({ id }) => id) })
  }
  return groups
}

/** Sets of what is connected by pairs, in text order. */
function joinPairs(pairs: readonly (readonly [string, string])[]): readonly (readonly string[])[] {
  const groupOf = new Map<string, Set<string>>()
  for (const [a, b] of pairs) {
    const joined = new Set([...(groupOf.get(a) ?? [a]), ...(groupOf.get(b) ?? [b])])
    for (const id of joined) groupOf.set(id, joined)
  }
  return [...new Set(groupOf.values())].map(group => [...group].sort())
}

/** One connection has the address twice: it is a group's mailbox, or an account was made anew. */
const isShared = (group: readonly Identity[]): boolean =>
  new Set(group.map(({ connectionId }) => connectionId)).size < group.length

function pairsAcrossConnections(group: readonly Identity[]): readonly (readonly [Identity, Identity])[] {
  return group.flatMap((a, index) =>
    group
      .slice(index + 1)
      .filter(b => b.connectionId !== a.connectionId && b.id !== a.id)
      .map(b => [a, b] as const),
  )
}

function groupBy(people: readonly Identity[], keyOf: (person: Identity) => string | null): Map<string, Identity[]> {
  const groups = new Map<string, Identity[]>()
  for (const person of people) {
    const key = keyOf(person)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [person])
    else group.push(person)
  }
  return groups
}

function normalizeEmail(email: string | null): string | null {
  const address = email?.normalize('NFKC').trim().toLowerCase() ?? ''
  return /^[^\s@]+@[^\s@]+$/.test(address) ? address : null
}

function normalizeName(name: string): string | null {
  const normalized = name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
  return normalized === '' ? null : normalized
}

function compareProposals(a: SamePersonProposal, b: SamePersonProposal): number {
  if (a.confidence !== b.confidence) return b.confidence - a.confidence
  return JSON.stringify(a.identityIds) < JSON.stringify(b.identityIds) ? -1 : 1
}
