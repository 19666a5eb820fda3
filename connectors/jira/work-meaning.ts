import type { Proposal } from '../../src/work/source-record.ts'
import type { ItemKind, LinkMeaning, WorkState } from '../../src/work/work-item.ts'

/** What Jira's own categories say, and what names suggest where nothing else does. A name never decides alone. */

interface StatusWords {
  readonly name: string
  readonly category: string | null
}

/** Whole words; `\b` knows only the letters of English. */
const words = (alternatives: string): RegExp => new RegExp(`(?<!\\p{L})(?:${alternatives})(?!\\p{L})`, 'iu')

const REVIEW = words(
  'review|reviewing|qa|uat|testing|verification|prüfung|abnahme|revue|relecture|revisión|revisão|ревью',
)
const BLOCKED = words('blocked|impeded|on hold|blockiert|bloquée?|bloqueado|bloccato|заблокировано')
const CANCELLED = words(
  "cancell?ed|rejected|declined|won'?t do|won'?t fix|obsolete|abgebrochen|storniert|abgelehnt|annulée?|cancelado|annullato|отменено",
)

export function proposeState({ name, category }: StatusWords): Proposal<WorkState> | null {
  const byName = (value: WorkState): Proposal<WorkState> => ({ value, confidence: 0.6, reason: 'name' })
  const byCategory = (value: WorkState): Proposal<WorkState> => ({ value, confidence: 0.9, reason: 'status category' })
  switch (category) {
    case 'new':
      return BLOCKED.test(name) ? byName('blocked') : byCategory('todo')
    case 'indeterminate':
      if (BLOCKED.test(name)) return byName('blocked')
      return REVIEW.test(name) ? byName('in_review') : byCategory('in_progress')
    case 'done':
      return CANCELLED.test(name.replaceAll('’', "'")) ? byName('cancelled') : byCategory('done')
    default:
      // "No category" must not read as in progress.
      return null
  }
}

const KIND_NAMES: readonly (readonly [ItemKind, RegExp])[] = [
  ['bug', /^(bug|defect|fehler|anomalie|error|incident)$/iu],
  ['story', /^(story|user story|récit|historia)$/iu],
  ['task', /^(task|aufgabe|tâche|tarea|tarefa)$/iu],
  ['feature', /^(feature|new feature|improvement)$/iu],
  ['risk', /^(risk|risiko|risque|riesgo)$/iu],
  ['milestone', /^(milestone|meilenstein|jalon|hito)$/iu],
  ['change', /^(change|change request)$/iu],
  ['decision', /^decision$/iu],
]

/** The hierarchy level says how high a type stands; below the epic only its name tells what it is. */
export function proposeKind(
  name: string,
  level: number | null,
  reason = 'hierarchy level',
): Proposal<{ readonly kind: ItemKind; readonly level: number }> | null {
  const byLevel = (kind: ItemKind, of: number) => ({
    value: { kind, level: of },
    confidence: 0.9,
    reason,
  })
  if (level === null) return null
  if (level <= -1) return byLevel('subtask', -1)
  if (level === 1) return byLevel('epic', 1)
  if (level >= 2) return byLevel('initiative', level)
  const kind = KIND_NAMES.find(([, names]) => names.test(name.trim()))?.[0]
  return kind === undefined ? null : { value: { kind, level: 0 }, confidence: 0.6, reason: 'name' }
}

/** Too little to be used before a person confirms it: a level decides what is summed up into what. */
const ABOVE_NAMES: readonly (readonly [ItemKind, number, RegExp])[] = [
  ['epic', 1, /^epic$/i],
  ['initiative', 2, /^(initiative|theme|capability)$/i],
]

/** For a type whose level nothing tells; it is no sub-task. */
export function proposeKindByName(name: string): ReturnType<typeof proposeKind> {
  const above = ABOVE_NAMES.find(([, , names]) => names.test(name.trim()))
  if (above === undefined) return proposeKind(name, 0)
  const [kind, level] = above
  return { value: { kind, level }, confidence: 0.4, reason: 'name' }
}

const LINK_NAMES: readonly (readonly [LinkMeaning, RegExp])[] = [
  ['blocks', /^(blocks|blocker|gantt end to start|gantt: end-start)$/i],
  ['duplicates', /^(duplicates?)$/i],
  ['relates', /^relates$/i],
  ['parent', /^(parent|parent-child|hierarchy)$/i],
]

/** Jira gives every site the same link types, so their names are better than a guess; administrators may rename them. */
export function proposeLinkMeaning(name: string): Proposal<LinkMeaning> | null {
  const value = LINK_NAMES.find(([, names]) => names.test(name.trim()))?.[0]
  return value === undefined ? null : { value, confidence: 0.8, reason: 'name' }
}
