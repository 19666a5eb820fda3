import type { FieldMeaning } from './source-record.ts'
import type { FieldRole } from './work-item.ts'

/** What a tracker's field means, in one project or everywhere. */
export interface FieldEntry {
  readonly fieldId: string
  /** External id of the project the meaning is limited to; null: everywhere. */
  readonly projectId: string | null
  readonly meaning: FieldMeaning | null
  /** A person decided it; otherwise it is a proposal. */
  readonly isChosen: boolean
}

export interface MappedField {
  readonly fieldId: string
  readonly unit: FieldMeaning['unit']
}

/** Which fields hold the estimate of a project. */
export interface EstimateChoice {
  /** Best first: where the first is empty, the next one is read. */
  readonly fields: readonly FieldEntry[]
  /** Equally good fields of which none is read, because that would be a guess. */
  readonly rivals: readonly FieldEntry[]
}

/** The fields with a role in a project, best first. */
export function assignRoles(
  entries: readonly FieldEntry[],
  projectId: string,
): ReadonlyMap<FieldRole, readonly MappedField[]> {
  const roles = new Map<FieldRole, MappedField[]>()
  for (const { fieldId, meaning } of listUsable(entries, projectId)) {
    if (meaning.role === 'estimate') continue
    const mapped = roles.get(meaning.role) ?? []
    if (!mapped.some(field => field.fieldId === fieldId)) mapped.push({ fieldId, unit: meaning.unit })
    roles.set(meaning.role, mapped)
  }
  const { fields } = chooseEstimate(entries, projectId)
  const estimates = fields.flatMap(({ fieldId, meaning }) =>
    meaning === null ? [] : [{ fieldId, unit: meaning.unit }],
  )
  if (estimates.length > 0) roles.set('estimate', estimates)
  return roles
}

/**
 * A person's choice comes before proposals, and of each what is said of the project before what is said of all: only the
 * first of these that says anything counts, since points of one field and hours of another must not be added up. Where two
 * boards of a project count different fields, neither is read.
 */
export function chooseEstimate(entries: readonly FieldEntry[], projectId: string): EstimateChoice {
  const usable = listUsable(entries, projectId).filter(({ meaning }) => meaning.role === 'estimate')
  const [first] = usable
  if (first === undefined) return { fields: [], rivals: [] }
  const equals = usable.filter(field => weightOf(field) === weightOf(first))
  const fields: UsableField[] = []
  for (const field of equals) {
    const rivals = equals.filter(other => other.meaning.rank === field.meaning.rank)
    if (rivals.length > 1) return { fields, rivals: fields.length === 0 ? rivals : [] }
    fields.push(field)
  }
  return { fields, rivals: [] }
}

interface UsableField extends FieldEntry {
  readonly meaning: FieldMeaning
}

/** What holds in the project, best first. That a field shall mean nothing in a project also ends what it means everywhere. */
function listUsable(entries: readonly FieldEntry[], projectId: string): readonly UsableField[] {
  const here = entries.filter(entry => entry.projectId === null || entry.projectId === projectId)
  const silenced = new Set(
    here.flatMap(entry => (entry.isChosen && entry.meaning === null && entry.projectId !== null ? entry.fieldId : [])),
  )
  return here
    .filter((entry): entry is UsableField => entry.meaning !== null && !silenced.has(entry.fieldId))
    .sort(compareFields)
}

/** Lower is better. */
const weightOf = ({ isChosen, projectId }: FieldEntry): number => (isChosen ? 0 : 2) + (projectId === null ? 1 : 0)

/** Then the lower rank; the field id settles the rest. */
function compareFields(a: UsableField, b: UsableField): number {
  const weight = weightOf(a) - weightOf(b)
  if (weight !== 0) return weight
  if (a.meaning.rank !== b.meaning.rank) return a.meaning.rank - b.meaning.rank
  return a.fieldId < b.fieldId ? -1 : Number(a.fieldId > b.fieldId)
}
