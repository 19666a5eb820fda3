import { chooseEstimate, type FieldEntry } from './field-roles.ts'
import { readFieldEntry } from './mapping.ts'
import { type DecidedWord, explainMeaning } from './review-mapping.ts'
import type { FieldMeaning } from './source-record.ts'

/** Which of the tracker's fields holds the estimate of a project's items, and why. */
export interface EstimateField {
  /** Best first: where the first is empty in an item, the next one is read. Empty: no estimate is known. */
  readonly fields: readonly NamedField[]
  /** Fields that equally much speaks for: none of them is read until a person decides. */
  readonly rivals: readonly NamedField[]
  /** In a sentence. */
  readonly why: string
}

export interface NamedField {
  readonly externalId: string
  readonly name: string
  readonly unit: FieldMeaning['unit']
}

export function resolveEstimateField(entries: readonly DecidedWord[], projectId: string): EstimateField {
  const words = entries.filter(entry => entry.subject === 'field')
  const wordOf = ({ fieldId, projectId: limitedTo }: FieldEntry) =>
    words.find(word => word.externalId === fieldId && word.projectId === limitedTo)
  const { fields, rivals } = chooseEstimate(words.map(readFieldEntry), projectId)
  const nameOf = (field: FieldEntry): NamedField => ({
    externalId: field.fieldId,
    name: wordOf(field)?.name ?? field.fieldId,
    unit: field.meaning?.unit ?? null,
  })
  const [first] = fields.flatMap(field => wordOf(field) ?? [])
  const why = first === undefined ? explainNone(rivals.map(nameOf)) : explainMeaning(first)
  return { fields: fields.map(nameOf), rivals: rivals.map(nameOf), why }
}

function explainNone(rivals: readonly NamedField[]): string {
  if (rivals.length === 0) return 'No field is known to hold the estimate of this project. Choose one in the mappings.'
  const names = rivals.map(({ name, externalId }) => `${name} (${externalId})`).join(' and ')
  return `${names} are equally likely, and to read either would be a guess: no estimate is read. Choose one in the mappings.`
}
