import type { Static } from 'typebox'
import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import type {
  SourceField,
  SourceItemType,
  SourceLinkType,
  SourceProject,
  SourceStatus,
} from '../../src/work/source-record.ts'
import { proposeBoardEstimate, proposeRole, readDataType } from './field-meaning.ts'
import { isList } from './json-text.ts'
import {
  boardConfigurationSchema,
  fieldSchema,
  issueTypeSchema,
  linkTypeSchema,
  projectSchema,
  statusSchema,
} from './payloads.ts'
import { readContextText, requirePayload } from './raw-records.ts'
import { proposeKind, proposeKindByName, proposeLinkMeaning, proposeState } from './work-meaning.ts'

/** Set for what belongs to one team-managed project: such sites have many words of the same name. */
const readScope = (
  scope: { readonly project?: { readonly id: string | number } | null } | null | undefined,
): string | null => (scope?.project === null || scope?.project === undefined ? null : String(scope.project.id))

export function parseProject(record: RawRecord): SourceProject {
  const project = requirePayload(record, projectSchema)
  const siteUrl = readContextText(record, 'siteUrl')
  return {
    type: 'project',
    externalId: String(project.id),
    key: project.key,
    name: project.name,
    url: siteUrl === null ? null : `${siteUrl}/browse/${encodeURIComponent(project.key)}`,
    archived: project.archived === true,
  }
}

export function parseIssueType(record: RawRecord): SourceItemType {
  const type = requirePayload(record, issueTypeSchema)
  return {
    type: 'item_type',
    externalId: String(type.id),
    projectId: readScope(type.scope),
    name: type.name,
    proposal: proposeType(type, record.context.level),
  }
}

/** Cloud tells a type's level; in Data Center only sub-tasks are marked, and the use of the others shows it. */
function proposeType(
  { name, hierarchyLevel, subtask }: Static<typeof issueTypeSchema>,
  levelByUse: Json | undefined,
): SourceItemType['proposal'] {
  if (typeof hierarchyLevel === 'number') return proposeKind(name, hierarchyLevel, 'hierarchy level')
  if (subtask === true) return proposeKind(name, -1, 'sub-task flag')
  if (typeof levelByUse === 'number') return proposeKind(name, levelByUse, 'whose parents its issues are')
  return subtask === false ? proposeKindByName(name) : null
}

export function parseStatus(record: RawRecord): SourceStatus {
  const status = requirePayload(record, statusSchema)
  return {
    type: 'status',
    externalId: String(status.id),
    projectId: readScope(status.scope),
    name: status.name,
    proposal: proposeState({ name: status.name, category: status.statusCategory?.key ?? null }),
  }
}

export function parseField(record: RawRecord): SourceField {
  const field = requirePayload(record, fieldSchema)
  return {
    type: 'field',
    externalId: field.id,
    projectId: readScope(field.scope),
    name: field.name,
    dataType: readDataType(field),
    proposal: proposeRole(field),
  }
}

export function parseLinkType(record: RawRecord): SourceLinkType {
  const type = requirePayload(record, linkTypeSchema)
  return { type: 'link_type', externalId: String(type.id), name: type.name, proposal: proposeLinkMeaning(type.name) }
}

/** The same field again, with the meaning it has in the board's projects; nothing where the board counts issues. */
export function parseBoardConfiguration(record: RawRecord): readonly SourceField[] {
  const { estimation } = requirePayload(record, boardConfigurationSchema)
  const fieldId = estimation?.field?.fieldId
  const { projectIds } = record.context
  if (estimation?.type !== 'field' || fieldId === undefined || !isList(projectIds)) return []
  return projectIds.map(projectId => ({
    type: 'field',
    externalId: fieldId,
    projectId: String(projectId),
    name: readContextText(record, 'fieldName') ?? fieldId,
    dataType: readContextText(record, 'dataType') ?? 'unknown',
    proposal: proposeBoardEstimate(fieldId),
  }))
}
