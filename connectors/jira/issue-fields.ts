import { Type } from 'typebox'
import { isEpicLinkField, isParentLinkField, isSprintField, readValueType, type ValueType } from './field-meaning.ts'
import { fieldSchema } from './payloads.ts'
import type { SiteClient } from './product.ts'

/** Which fields of this site's issues we ask for, and what `parse` must know about them. */
export interface IssueFields {
  readonly names: readonly string[]
  readonly sprintFieldId: string | null
  readonly epicLinkFieldId: string | null
  readonly parentLinkFieldId: string | null
  readonly valueTypes: ReadonlyMap<string, ValueType>
}

/** Named, as `*all` would bring long texts, comments and the first 20 worklogs with every issue. */
const SYSTEM_FIELDS = [
  'summary',
  'issuetype',
  'project',
  'status',
  'resolution',
  'resolutiondate',
  'priority',
  'labels',
  'components',
  'fixVersions',
  'assignee',
  'reporter',
  'creator',
  'created',
  'updated',
  'duedate',
  'parent',
  'issuelinks',
  'timeoriginalestimate',
  'timeestimate',
  'timespent',
] as const

export async function loadIssueFields(client: SiteClient): Promise<IssueFields> {
  const fields = await client.ask({
    path: `${client.product.api}/field`,
    endpointClass: 'field',
    where: "reading the Jira site's fields",
    schema: Type.Array(fieldSchema),
  })
  const idOf = (field: { readonly id: string } | undefined): string | null => field?.id ?? null
  const valueTypes = new Map<string, ValueType>()
  for (const field of fields) {
    const type = readValueType(field)
    if (type !== null) valueTypes.set(field.id, type)
  }
  const sprintFieldId = idOf(fields.find(isSprintField))
  const epicLinkFieldId = idOf(fields.find(isEpicLinkField))
  const parentLinkFieldId = idOf(fields.find(isParentLinkField))
  const special = [sprintFieldId, epicLinkFieldId, parentLinkFieldId].filter(id => id !== null)
  return {
    names: [...new Set([...SYSTEM_FIELDS, ...special, ...valueTypes.keys()])],
    sprintFieldId,
    epicLinkFieldId,
    parentLinkFieldId,
    valueTypes,
  }
}
