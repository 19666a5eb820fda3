import { effectiveMeaning, isSameMeaning, type MappingEntry, type MappingSubject } from './mapping.ts'
import { findMeaningProblem } from './meaning.ts'

export const DECISIONS = ['confirm', 'override', 'withdraw'] as const

/** What a person decides about one word. */
export interface Decision {
  readonly subject: MappingSubject
  readonly externalId: string
  /** Null or left out: the word itself, where it is not limited to one project. */
  readonly projectId?: string | null
  readonly decision: (typeof DECISIONS)[number]
  /** Override: the meaning, null for none. Confirm: what was shown as proposed, to be refused when it is no longer. */
  readonly meaning?: unknown
}

export interface Decided {
  readonly subject: MappingSubject
  readonly externalId: string
  readonly projectId: string | null
  readonly name: string
  readonly before: MappingEntry['chosen']
  readonly after: MappingEntry['chosen']
}

export interface DecisionProblem {
  readonly index: number
  readonly field: 'externalId' | 'projectId' | 'meaning' | 'decision'
  readonly expected: string
  /** What was shown has changed since, rather than being wrong. */
  readonly isOutdated: boolean
}

/** What the decisions come to, or everything that is wrong with them. All or nothing. */
export function decideMappings(
  entries: readonly MappingEntry[],
  projectIds: ReadonlySet<string>,
  decisions: readonly Decision[],
): { readonly decided: readonly Decided[]; readonly problems: readonly DecisionProblem[] } {
  const decided = new Map<string, Decided>()
  const problems: DecisionProblem[] = []
  decisions.forEach((decision, index) => {
    const answer = decideOne(entries, projectIds, decision)
    if ('expected' in answer) {
      problems.push({ index, isOutdated: false, ...answer })
      return
    }
    const key = JSON.stringify([answer.subject, answer.externalId, answer.projectId])
    if (decided.has(key)) {
      problems.push({ index, field: 'externalId', expected: 'is decided twice in this list', isOutdated: false })
    }
    decided.set(key, answer)
  })
  return { decided: [...decided.values()], problems }
}

type Problem = Pick<DecisionProblem, 'field' | 'expected'> & { readonly isOutdated?: boolean }

function decideOne(
  entries: readonly MappingEntry[],
  projectIds: ReadonlySet<string>,
  decision: Decision,
): Decided | Problem {
  const { subject, externalId } = decision
  const known = entries.filter(entry => entry.subject === subject && entry.externalId === externalId)
  const [first] = known
  if (first === undefined) {
    const expected = `must be the external id of a ${subject} this tracker has; ${JSON.stringify(externalId)} is not. GET the mappings to see them.`
    return { field: 'externalId', expected }
  }
  const projectId = decision.projectId ?? (known.length === 1 ? first.projectId : null)
  const entry = known.find(each => each.projectId === projectId)
  if (entry === undefined && (subject !== 'field' || (projectId !== null && !projectIds.has(projectId)))) {
    return { field: 'projectId', expected: 'must be the id of the project this word is limited to' }
  }
  const after = readChoice(decision, entry)
  if (typeof after === 'object' && after !== null && 'expected' in after) return after
  return { subject, externalId, projectId, name: entry?.name ?? first.name, before: entry?.chosen ?? null, after }
}

function readChoice(
  { subject, decision, meaning }: Decision,
  entry: MappingEntry | undefined,
): MappingEntry['chosen'] | Problem {
  switch (decision) {
    case 'withdraw':
      if (meaning !== undefined) return { field: 'meaning', expected: 'must be left out of a withdrawal' }
      return null
    case 'confirm': {
      const proposed = entry?.proposed ?? null
      if (proposed === null)
        return { field: 'decision', expected: 'must be "override": nothing is proposed for this word' }
      if (meaning !== undefined && !isSameMeaning(meaning, proposed)) {
        const expected = `must be what is proposed now: ${JSON.stringify(proposed)}`
        return { field: 'meaning', expected, isOutdated: true }
      }
      return proposed
    }
    case 'override': {
      if (meaning === null) return 'nothing'
      const problem = findMeaningProblem(subject, meaning)
      // Checked against the vocabulary of its subject.
      return problem === null ? (meaning as MappingEntry['chosen']) : { field: 'meaning', expected: problem }
    }
  }
}

/** Why a word means what it means. */
export type Basis = 'chosen' | 'proposed' | 'none'

export function basisOf(entry: MappingEntry): Basis {
  if (entry.chosen !== null) return 'chosen'
  return effectiveMeaning<unknown>(entry) === null ? 'none' : 'proposed'
}
