import type { FieldMeaning } from './source-record.ts'
import type { ItemKind, LinkMeaning, WorkState } from './work-item.ts'

/** Proposals below this are shown to a person but not used. */
export const USABLE_CONFIDENCE = 0.5

/** One word of a tracker and its meaning. `chosen` is a person's decision and wins over the proposal. */
export type MappingEntry =
  | MappingOf<'status', WorkState>
  | MappingOf<'item_type', { readonly kind: ItemKind; readonly level: number }>
  | MappingOf<'field', FieldMeaning>
  | MappingOf<'link_type', LinkMeaning>

export interface MappingOf<Subject extends string, Meaning> {
  readonly subject: Subject
  /** The word's id at the tracker. */
  readonly externalId: string
  /** External id of the project the meaning is limited to; null: everywhere. */
  readonly projectId: string | null
  readonly name: string
  readonly proposed: Meaning | null
  readonly confidence: number
  readonly reason: string
  readonly chosen: Meaning | null
}

/** All mappings of one connection, ready to look up; made by {@link indexMappings}. */
export interface Mapping {
  readonly stateOf: (statusId: string) => WorkState | null
  readonly kindOf: (typeId: string) => { readonly kind: ItemKind; readonly level: number } | null
  readonly meaningOf: (linkTypeId: string) => LinkMeaning | null
  /** Fields with a role in this project, by role, best first. */
  readonly fieldsOf: (projectId: string) => ReadonlyMap<FieldMeaning['role'], readonly MappedField[]>
}

export interface MappedField {
  readonly fieldId: string
  readonly unit: FieldMeaning['unit']
}

/** What a mapping means now: the person's choice, else a proposal of enough confidence, else nothing. */
export function effectiveMeaning<Meaning>(entry: {
  readonly chosen: Meaning | null
  readonly proposed: Meaning | null
  readonly confidence: number
}): Meaning | null {
  if (entry.chosen !== null) return entry.chosen
  return entry.confidence >= USABLE_CONFIDENCE ? entry.proposed : null
}

/**
 * All entries of a connection, ready to look up. A person's choice wins over proposals, a meaning that holds everywhere
 * over one limited to a project; where the best ones disagree the word has no meaning, rather than a guessed one.
 */
export function indexMappings(entries: readonly MappingEntry[]): Mapping {
  const states = new Map<string, Known<WorkState>>()
  const kinds = new Map<string, Known<{ readonly kind: ItemKind; readonly level: number }>>()
  const links = new Map<string, Known<LinkMeaning>>()
  const fields: UsableField[] = []
  for (const entry of entries) {
    switch (entry.subject) {
      case 'status':
        learn(states, entry)
        break
      case 'item_type':
        learn(kinds, entry)
        break
      case 'link_type':
        learn(links, entry)
        break
      case 'field': {
        const meaning = effectiveMeaning(entry)
        if (meaning !== null) fields.push({ fieldId: entry.externalId, projectId: entry.projectId, meaning })
        break
      }
    }
  }
  const rolesByProject = new Map<string, ReadonlyMap<FieldMeaning['role'], readonly MappedField[]>>()
  return {
    stateOf: statusId => states.get(statusId)?.meaning ?? null,
    kindOf: typeId => kinds.get(typeId)?.meaning ?? null,
    meaningOf: linkTypeId => links.get(linkTypeId)?.meaning ?? null,
    fieldsOf: projectId => {
      const known = rolesByProject.get(projectId)
      if (known !== undefined) return known
      const roles = assignRoles(fields, projectId)
      rolesByProject.set(projectId, roles)
      return roles
    },
  }
}

interface Known<Meaning> {
  readonly meaning: Meaning | null
  readonly weight: number
}

function learn<Meaning>(known: Map<string, Known<Meaning>>, entry: MappingOf<string, Meaning>): void {
  const meaning = effectiveMeaning(entry)
  if (meaning === null) return
  const weight = (entry.chosen === null ? 0 : 2) + (entry.projectId === null ? 1 : 0)
  const other = known.get(entry.externalId)
  if (other === undefined || other.weight < weight) known.set(entry.externalId, { meaning, weight })
  else if (other.weight === weight && !isSameMeaning(other.meaning, meaning)) {
    known.set(entry.externalId, { meaning: null, weight })
  }
}

function isSameMeaning(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  return Object.entries(a).every(([key, value]) => Reflect.get(b, key) === value)
}

interface UsableField {
  readonly fieldId: string
  readonly projectId: string | null
  readonly meaning: FieldMeaning
}

function assignRoles(
  fields: readonly UsableField[],
  projectId: string,
): ReadonlyMap<FieldMeaning['role'], readonly MappedField[]> {
  const roles = new Map<FieldMeaning['role'], MappedField[]>()
  const usable = fields.filter(field => field.projectId === null || field.projectId === projectId)
  for (const { fieldId, meaning } of usable.sort(compareFields)) {
    const mapped = roles.get(meaning.role) ?? []
    if (!mapped.some(field => field.fieldId === fieldId)) mapped.push({ fieldId, unit: meaning.unit })
    roles.set(meaning.role, mapped)
  }
  return roles
}

/** What holds in the project comes first, then the lower rank; the field id settles the rest. */
function compareFields(a: UsableField, b: UsableField): number {
  const limited = Number(a.projectId === null) - Number(b.projectId === null)
  if (limited !== 0) return limited
  if (a.meaning.rank !== b.meaning.rank) return a.meaning.rank - b.meaning.rank
  return a.fieldId < b.fieldId ? -1 : Number(a.fieldId > b.fieldId)
}
