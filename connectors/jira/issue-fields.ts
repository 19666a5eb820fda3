import { type Static, Type } from 'typebox'
import type { JiraClient } from './client.ts'
import { isEpicLinkField, isParentLinkField, isSprintField, readValueType, type ValueType } from './field-meaning.ts'
import { fieldSchema } from './payloads.ts'
import type { ParentFields, Product, SiteClient } from './product.ts'

/** Which fields of this site's issues we ask for, and what `parse` must know about them. */
export interface IssueFields extends ParentFields {
  readonly names: readonly string[]
  readonly sprintFieldId: string | null
  readonly valueTypes: ReadonlyMap<string, ValueType>
  /** Several fields may share a name. */
  readonly idsByName: ReadonlyMap<string, readonly string[]>
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

export const listFields = (
  client: JiraClient,
  { api }: Pick<Product, 'api'>,
): Promise<readonly Static<typeof fieldSchema>[]> =>
  client.ask({
    path: `${api}/field`,
    endpointClass: 'field',
    where: "reading the Jira site's fields",
    // Every site has those of Jira itself. Read without its fields, issues would be stored as if theirs were empty.
    schema: Type.Array(fieldSchema, { minItems: 1 }),
  })

export async function loadIssueFields(client: SiteClient): Promise<IssueFields> {
  const fields = await client.lists.fields()
  const valueTypes = new Map<string, ValueType>()
  for (const field of fields) {
    const type = readValueType(field)
    if (type !== null) valueTypes.set(field.id, type)
  }
  const sprintFieldId = fields.find(isSprintField)?.id ?? null
  const parents = findParentFields(fields)
  const special = [sprintFieldId, parents.epicLinkFieldId, parents.parentLinkFieldId].filter(id => id !== null)
  const groups = new Map<string, Static<typeof fieldSchema>[]>()
  for (const field of fields) {
    if (field.custom === true) groups.set(field.name, [...(groups.get(field.name) ?? []), field])
  }
  return {
    names: [...new Set([...SYSTEM_FIELDS, ...special, ...valueTypes.keys()])],
    sprintFieldId,
    ...parents,
    valueTypes,
    idsByName: new Map([...groups].map(([name, same]) => [name, same.map(({ id }) => id)])),
  }
}

export function findParentFields(fields: readonly Static<typeof fieldSchema>[]): ParentFields {
  const parentLink = fields.find(isParentLinkField)
  return {
    epicLinkFieldId: fields.find(isEpicLinkField)?.id ?? null,
    parentLinkFieldId: parentLink?.id ?? null,
    parentLinkName: parentLink?.name ?? null,
  }
}
