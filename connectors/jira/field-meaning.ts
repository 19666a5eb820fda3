import type { Static } from 'typebox'
import type { FieldMeaning, Proposal } from '../../src/work/source-record.ts'
import type { fieldSchema } from './payloads.ts'

/**
 * How the value of a field is written in issues and histories; fields of other types are not read. `option`: one of a list,
 * `options`: several, `nested`: one, and one below it.
 */
export const VALUE_TYPES = ['number', 'day', 'instant', 'option', 'options', 'nested', 'text', 'labels'] as const
export type ValueType = (typeof VALUE_TYPES)[number]

/** Told by their texts, which can be renamed, shortened or joined in a history: a difference proves no gap in it. */
export const WORDED_TYPES: ReadonlySet<ValueType> = new Set(['option', 'options', 'nested', 'text', 'labels'])

type Field = Static<typeof fieldSchema>

const TYPE_PREFIX = 'com.atlassian.jira.plugin.system.customfieldtypes:'
const AGILE_PREFIX = 'com.pyxis.greenhopper.jira:'
const ROADMAP_PREFIX = 'com.atlassian.jpo:'

export const isSprintField = (field: Field): boolean => field.schema?.custom === `${AGILE_PREFIX}gh-sprint`
export const isEpicLinkField = (field: Field): boolean => field.schema?.custom === `${AGILE_PREFIX}gh-epic-link`
export const isParentLinkField = (field: Field): boolean =>
  field.schema?.custom === `${ROADMAP_PREFIX}jpo-custom-field-parent`

/** Texts of one line. */
const LINES = ['textfield', 'url', 'readonlyfield'].map(name => `${TYPE_PREFIX}${name}`)

/** Custom fields that hold numbers, days, choices or short texts; long texts and people are left at the tracker. */
export function readValueType({ custom, schema }: Field): ValueType | null {
  if (custom !== true || schema === null || schema === undefined) return null
  switch (schema.type) {
    case 'number':
      return 'number'
    case 'date':
      return 'day'
    case 'datetime':
      return 'instant'
    case 'option':
      return 'option'
    case 'option-with-child':
      return 'nested'
    case 'string':
      return LINES.includes(schema.custom ?? '') ? 'text' : null
    case 'array':
      if (schema.items === 'option') return 'options'
      return schema.custom === `${TYPE_PREFIX}labels` ? 'labels' : null
    default:
      return null
  }
}

/** The tracker's word for the type: "number", "array of option". */
export function readDataType({ schema }: Field): string {
  if (schema === null || schema === undefined || typeof schema.type !== 'string') return 'unknown'
  return typeof schema.items === 'string' ? `${schema.type} of ${schema.items}` : schema.type
}

const of = (
  role: FieldMeaning['role'],
  unit: FieldMeaning['unit'],
  rank: number,
  confidence: number,
  reason: string,
): Proposal<FieldMeaning> => ({ value: { role, unit, rank }, confidence, reason })

/** By the field's schema where that tells; a name counts little and only in full, for several fields resemble each other. */
export function proposeRole(field: Field): Proposal<FieldMeaning> | null {
  return proposeBySchema(field) ?? proposeByName(field)
}

function proposeBySchema(field: Field): Proposal<FieldMeaning> | null {
  switch (field.schema?.custom) {
    case `${AGILE_PREFIX}jsw-story-points`:
      return of('estimate', 'points', 1, 0.8, 'field schema')
    case `${ROADMAP_PREFIX}jpo-custom-field-baseline-end`:
      return of('target_day', null, 0, 0.9, 'field schema')
    case `${ROADMAP_PREFIX}jpo-custom-field-baseline-start`:
      return of('start_day', null, 0, 0.9, 'field schema')
    default:
      break
  }
  switch (field.schema?.system) {
    case 'duedate':
      return of('target_day', null, 1, 0.8, 'field schema')
    case 'timeoriginalestimate':
      return of('original_effort', 'seconds', 0, 0.9, 'field schema')
    case 'timeestimate':
      return of('remaining_effort', 'seconds', 0, 0.9, 'field schema')
    default:
      // Time Spent gets no role: the worklogs say when it was spent, and both together would count twice.
      return null
  }
}

function proposeByName(field: Field): Proposal<FieldMeaning> | null {
  const name = field.name.trim().toLowerCase()
  switch (field.schema?.custom) {
    case `${TYPE_PREFIX}datepicker`:
      if (name === 'target end') return of('target_day', null, 0, 0.6, 'name')
      if (name === 'target start') return of('start_day', null, 1, 0.6, 'name')
      return name === 'start date' ? of('start_day', null, 2, 0.6, 'name') : null
    case `${TYPE_PREFIX}float`:
      if (name === 'story points') return of('estimate', 'points', 2, 0.6, 'name')
      return name === 'business value' ? of('business_value', null, 0, 0.5, 'name') : null
    case `${TYPE_PREFIX}multicheckboxes`:
      return name === 'flagged' ? of('blocked', null, 0, 0.6, 'name') : null
    default:
      return null
  }
}

/** The estimate a board is configured with; the only one that is chosen by the team that uses it. */
export function proposeBoardEstimate(fieldId: string): Proposal<FieldMeaning> {
  const isTime = fieldId === 'timeoriginalestimate'
  return of('estimate', isTime ? 'seconds' : 'points', 0, 0.95, 'board configuration')
}
