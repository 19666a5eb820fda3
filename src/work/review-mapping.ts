import { type Basis, basisOf } from './decide-mapping.ts'
import { chooseEstimate, type FieldEntry } from './field-roles.ts'
import { effectiveMeaning, type MappingEntry, readFieldEntry, SURE_CONFIDENCE, USABLE_CONFIDENCE } from './mapping.ts'

/** What a word means now, why, and whether a person should look at it. */
export interface ReviewedMeaning {
  readonly meaning: unknown
  readonly basis: Basis
  /** In a sentence. */
  readonly why: string
  readonly needsReview: boolean
}

export type DecidedWord = MappingEntry & { readonly chosenBy: string | null; readonly chosenAt: string | null }

/** Fields that stand in each other's way as the estimate of a project, by their entries' keys. */
export function findRivals(entries: readonly MappingEntry[], projectIds: readonly string[]): ReadonlySet<string> {
  const fields = entries.flatMap(entry => (entry.subject === 'field' ? [readFieldEntry(entry)] : []))
  return new Set(projectIds.flatMap(projectId => chooseEstimate(fields, projectId).rivals.map(rivalKey)))
}

const rivalKey = ({ fieldId, projectId }: Pick<FieldEntry, 'fieldId' | 'projectId'>): string =>
  JSON.stringify([fieldId, projectId])

export function reviewMeaning(entry: DecidedWord, rivals: ReadonlySet<string>): ReviewedMeaning {
  const basis = basisOf(entry)
  if (entry.subject === 'field' && rivals.has(rivalKey({ fieldId: entry.externalId, projectId: entry.projectId }))) {
    const why = 'Another field is equally likely to hold the estimate, so neither is read. Choose one of them.'
    return { meaning: null, basis: 'none', why, needsReview: true }
  }
  const meaning: unknown = effectiveMeaning<unknown>(entry)
  return { meaning, basis, why: explainMeaning(entry), needsReview: basis !== 'chosen' && isDoubtful(entry) }
}

/** A field that nothing is proposed for is one of hundreds that mean nothing to a plan; a status is not. */
function isDoubtful({ subject, proposed, confidence, reason }: MappingEntry): boolean {
  if (proposed === null) return subject !== 'field' || reason !== ''
  return confidence < SURE_CONFIDENCE
}

export function explainMeaning(entry: DecidedWord): string {
  const { chosen, chosenBy, chosenAt, proposed, confidence, reason, projectId } = entry
  const where = projectId === null ? 'everywhere' : 'in this project'
  if (chosen !== null) {
    const what = chosen === 'nothing' ? 'Decided to mean nothing' : 'Chosen'
    return `${what} ${where} by ${chosenBy ?? 'a person'}${chosenAt === null ? '' : ` on ${chosenAt.slice(0, 10)}`}.`
  }
  if (proposed === null) {
    return reason === '' ? 'Nothing is proposed for it.' : `Nothing is proposed for it: ${reason}.`
  }
  const percent = `${Math.round(confidence * 100)} %`
  if (confidence < USABLE_CONFIDENCE) return `Proposed by ${reason}, but too unsure to be used (${percent}).`
  return `Proposed ${where} by ${reason} (${percent} sure).`
}
