import { assignRoles, type FieldEntry, type MappedField } from './field-roles.ts'
import type { FieldMeaning } from './source-record.ts'
import type { FieldRole, ItemKind, LinkMeaning, WorkState } from './work-item.ts'

/** Proposals below this are shown to a person but not used. */
export const USABLE_CONFIDENCE = 0.5
/** Proposals below this are used, but a person should look at them. */
export const SURE_CONFIDENCE = 0.8

export const MAPPING_SUBJECTS = ['status', 'item_type', 'field', 'link_type'] as const
export type MappingSubject = (typeof MAPPING_SUBJECTS)[number]

/** One word of a tracker and its meaning. `chosen` is a person's decision and wins over the proposal. */
export type MappingEntry =
  | MappingOf<'status', WorkState>
  | MappingOf<'item_type', { readonly kind: ItemKind; readonly level: number }>
  | MappingOf<'field', FieldMeaning>
  | MappingOf<'link_type', LinkMeaning>

/** What a person decides: a meaning, or that the word shall have none. */
export type Choice<Meaning> = Meaning | 'nothing'

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
  readonly chosen: Choice<Meaning> | null
}

/** All mappings of one connection, ready to look up; made by {@link indexMappings}. */
export interface Mapping {
  readonly stateOf: (statusId: string) => WorkState | null
  readonly kindOf: (typeId: string) => { readonly kind: ItemKind; readonly level: number } | null
  readonly meaningOf: (linkTypeId: string) => LinkMeaning | null
  /** Fields with a role in this project, by role, best first. */
  readonly fieldsOf: (projectId: string) => ReadonlyMap<FieldRole, readonly MappedField[]>
}

/** What a mapping means now: the person's choice, else a proposal of enough confidence, else nothing. */
export function effectiveMeaning<Meaning>(entry: {
  readonly chosen: Choice<Meaning> | null
  readonly proposed: Meaning | null
  readonly confidence: number
}): Meaning | null {
  if (entry.chosen === 'nothing') return null
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
  const fields: FieldEntry[] = []
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
      case 'field':
        fields.push(readFieldEntry(entry))
        break
    }
  }
  const rolesByProject = new Map<string, ReadonlyMap<FieldRole, readonly MappedField[]>>()
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

/** A field as its role is decided: with what it means and whether a person said so. */
export const readFieldEntry = (entry: MappingOf<'field', FieldMeaning>): FieldEntry => ({
  fieldId: entry.externalId,
  projectId: entry.projectId,
  meaning: effectiveMeaning(entry),
  isChosen: entry.chosen !== null,
})

/** Whether two sets of entries read every stored record alike, so that nothing has to be read again. */
export function readsAlike(before: readonly MappingEntry[], after: readonly MappingEntry[]): boolean {
  const words = [...before, ...after]
  const projectIds = new Set(['', ...words.flatMap(({ projectId }) => projectId ?? [])])
  const describe = (entries: readonly MappingEntry[]): string => {
    const { stateOf, kindOf, meaningOf, fieldsOf } = indexMappings(entries)
    return JSON.stringify([
      words.map(({ externalId }) => [stateOf(externalId), kindOf(externalId), meaningOf(externalId)]),
      [...projectIds].map(projectId => [...fieldsOf(projectId)].sort(([a], [b]) => (a < b ? -1 : 1))),
    ])
  }
  return describe(before) === describe(after)
}

interface Known<Meaning> {
  readonly meaning: Meaning | null
  readonly weight: number
}

function learn<Meaning>(known: Map<string, Known<Meaning>>, entry: MappingOf<string, Meaning>): void {
  const meaning = effectiveMeaning(entry)
  if (meaning === null && entry.chosen === null) return
  const weight = (entry.chosen === null ? 0 : 2) + (entry.projectId === null ? 1 : 0)
  const other = known.get(entry.externalId)
  if (other === undefined || other.weight < weight) known.set(entry.externalId, { meaning, weight })
  else if (other.weight === weight && !isSameMeaning(other.meaning, meaning)) {
    known.set(entry.externalId, { meaning: null, weight })
  }
}

export function isSameMeaning(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const parts = Object.entries(a)
  return parts.length === Object.keys(b).length && parts.every(([key, value]) => Reflect.get(b, key) === value)
}
