import type { FieldMeaning, FieldValue, Proposal } from '../../src/work/source-record.ts'
import type { FieldRole } from '../../src/work/work-item.ts'
import { needsTimeZone, readDayIn } from './date-zone.ts'
import type { TrackerField } from './organization.ts'

/** What a revision must say besides its planning values; asked for always. */
export const DESCRIBING_FIELDS = [
  'System.Id',
  'System.Rev',
  'System.TeamProject',
  'System.WorkItemType',
  'System.State',
  'System.Title',
  'System.AssignedTo',
  'System.CreatedDate',
  'System.CreatedBy',
  'System.ChangedDate',
  'System.ChangedBy',
  'System.AreaPath',
  'System.AreaId',
  'System.IterationId',
  'System.Tags',
  'System.IsDeleted',
  'Microsoft.VSTS.Common.Priority',
  'Microsoft.VSTS.Common.ResolvedReason',
] as const

/** Reference names of Microsoft's own fields cannot be changed by an organisation, unlike their names. */
const VALUE_FIELDS = {
  'Microsoft.VSTS.Scheduling.StoryPoints': 'double',
  'Microsoft.VSTS.Scheduling.Effort': 'double',
  'Microsoft.VSTS.Scheduling.Size': 'double',
  'Microsoft.VSTS.Scheduling.OriginalEstimate': 'double',
  'Microsoft.VSTS.Scheduling.RemainingWork': 'double',
  'Microsoft.VSTS.Scheduling.CompletedWork': 'double',
  'Microsoft.VSTS.Scheduling.StartDate': 'dateTime',
  'Microsoft.VSTS.Scheduling.TargetDate': 'dateTime',
  'Microsoft.VSTS.Scheduling.FinishDate': 'dateTime',
  'Microsoft.VSTS.Scheduling.DueDate': 'dateTime',
  'Microsoft.VSTS.Common.BusinessValue': 'integer',
  'Microsoft.VSTS.CMMI.Blocked': 'string',
} as const

const STANDARD_FIELDS = Object.entries(VALUE_FIELDS)

const meaning = (role: FieldRole, unit: FieldMeaning['unit'], rank = 0): FieldMeaning => ({ role, unit, rank })

const MEANINGS: ReadonlyMap<string, FieldMeaning> = new Map([
  // The numbers have no unit in the tracker; hours are its convention and what its pages show.
  ['Microsoft.VSTS.Scheduling.OriginalEstimate', meaning('original_effort', 'hours')],
  ['Microsoft.VSTS.Scheduling.RemainingWork', meaning('remaining_effort', 'hours')],
  ['Microsoft.VSTS.Scheduling.CompletedWork', meaning('completed_effort', 'hours')],
  ['Microsoft.VSTS.Scheduling.StartDate', meaning('start_day', null)],
  ['Microsoft.VSTS.Scheduling.TargetDate', meaning('target_day', null)],
  ['Microsoft.VSTS.Scheduling.FinishDate', meaning('target_day', null, 1)],
  ['Microsoft.VSTS.Scheduling.DueDate', meaning('target_day', null, 2)],
  ['Microsoft.VSTS.Common.BusinessValue', meaning('business_value', null)],
  ['Microsoft.VSTS.CMMI.Blocked', meaning('blocked', null)],
])

/** Which field holds the estimate is the project's choice, see structure. */
export function proposeFieldMeaning(referenceName: string): Proposal<FieldMeaning> | null {
  const value = MEANINGS.get(referenceName)
  return value === undefined ? null : { value, confidence: 0.9, reason: 'field reference name' }
}

const MAPPABLE_TYPES = new Set(['double', 'integer', 'dateTime', 'boolean'])

/** Fields of the organisation's own making that a person might give a role. */
const isOwnMappable = ({ referenceName, type, isPicklist }: TrackerField): boolean =>
  !/^(System|Microsoft|WEF_)/.test(referenceName) &&
  (MAPPABLE_TYPES.has(type) || isPicklist === true || type.startsWith('picklist'))

/** Planning values that a reading of work items brings, with their data type: exactly what can be mapped. */
export function chooseValueFields(existing: readonly TrackerField[]): readonly TrackerField[] {
  return existing.filter(field => Object.hasOwn(VALUE_FIELDS, field.referenceName) || isOwnMappable(field))
}

/** The own fields among them, as a record's context keeps them. */
export function listOwnFields(existing: readonly TrackerField[]): Record<string, string> {
  const own = existing.filter(isOwnMappable).map(({ referenceName, type }) => [referenceName, type] as const)
  return Object.fromEntries(own.sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** Every field a revision may set: also those it leaves out, since the tracker omits empty values. */
export function readPlanningValues(
  fields: Readonly<Record<string, unknown>>,
  ownFields: Readonly<Record<string, string>>,
  timeZone: string | null,
): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {}
  for (const [name, type] of STANDARD_FIELDS) values[name] = readFieldValue(fields[name], type, timeZone)
  for (const [name, type] of Object.entries(ownFields)) values[name] = readFieldValue(fields[name], type, timeZone)
  return values
}

function readFieldValue(value: unknown, type: string, timeZone: string | null): FieldValue {
  if (value === undefined || value === null || value === '') return null
  if (type === 'dateTime') return readDayIn(value, timeZone)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return null
}

/** Whether a date among the values was entered in a zone that we do not know. */
export const hasZonedDay = (
  fields: Readonly<Record<string, unknown>>,
  ownFields: Readonly<Record<string, string>>,
): boolean => {
  const isZoned = ([name, type]: readonly [string, string]): boolean =>
    type === 'dateTime' && needsTimeZone(fields[name])
  return STANDARD_FIELDS.some(isZoned) || Object.entries(ownFields).some(isZoned)
}
