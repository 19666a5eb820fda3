import type { JiraClient } from '../client.ts'
import { readText } from '../json-text.ts'
import { typedPageSchema } from '../payloads.ts'
import type { ParentFields } from '../product.ts'

/** Issues that are looked at for a level; one type among them is as good as proven. */
const SAMPLE = 50
/** Advanced Roadmaps knows few levels above the epic; this many are looked at. */
const MOST_LEVELS = 4

/**
 * Data Center does not tell which types stand above others, so we look at who is whose parent: what an Epic Link points at
 * is an epic, and what a Parent Link of a level points at is the level above. Two requests for each level.
 */
export async function findTypeLevels(
  client: JiraClient,
  { epicLinkFieldId, parentLinkFieldId }: ParentFields,
): Promise<ReadonlyMap<string, number>> {
  const levels = new Map<string, number>()
  if (epicLinkFieldId === null) return levels
  let types = await findParentTypes(client, epicLinkFieldId, null)
  for (let level = 1; types.length > 0 && level <= MOST_LEVELS; level += 1) {
    for (const type of types) levels.set(type, level)
    if (parentLinkFieldId === null) break
    types = (await findParentTypes(client, parentLinkFieldId, types)).filter(type => !levels.has(type))
  }
  return levels
}

/** The types of the issues that this field of issues (of these types) names. */
async function findParentTypes(
  client: JiraClient,
  fieldId: string,
  childTypes: readonly string[] | null,
): Promise<readonly string[]> {
  const number = /^customfield_(\d+)$/.exec(fieldId)?.[1]
  if (number === undefined) return []
  const ofType = childTypes === null ? '' : ` AND issuetype in (${childTypes.join(', ')})`
  const children = await search(client, `cf[${number}] is not EMPTY${ofType} ORDER BY key DESC`, [fieldId])
  const keys = children.flatMap(({ fields }) => readText(fields, fieldId) ?? []).filter(key => /^\w+-\d+$/.test(key))
  if (keys.length === 0) return []
  const quoted = [...new Set(keys)].map(key => `"${key}"`).join(', ')
  const parents = await search(client, `key in (${quoted})`, ['issuetype'])
  return [...new Set(parents.flatMap(({ fields: { issuetype } }) => (issuetype ? String(issuetype.id) : [])))]
}

async function search(client: JiraClient, jql: string, fields: readonly string[]) {
  const { value } = await client.askUnless(
    {
      method: 'POST',
      path: '/rest/api/2/search',
      body: { jql, startAt: 0, maxResults: SAMPLE, fields, validateQuery: false },
      endpointClass: 'search',
      where: 'looking up which Jira types stand above others',
      schema: typedPageSchema,
    },
    // The field is not searchable here.
    [400],
  )
  return value?.issues ?? []
}
