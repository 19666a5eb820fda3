import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import type { Page } from '../connector.ts'
import { NO_BACKLOGS, placeType } from './backlog-levels.ts'
import { chooseValueFields } from './field-catalogue.ts'
import type { Organization } from './organization.ts'
import { RelationTypeListSchema, StateListSchema } from './payloads.ts'
import { isDeleted } from './projects.ts'
import { keepJson } from './raw-json.ts'

/** The structure is small and read whole each time, in one page. */
const CURSOR = JSON.stringify({ version: 1 })

/** Followed projects, fields that can be mapped, and link types. */
export async function* readOrganizationStructure(organization: Organization): AsyncGenerator<Page> {
  const { client, now } = organization
  const followed = await organization.listFollowedProjects()
  const all = await organization.listAllProjects()
  const deleted = organization.named === undefined ? all.filter(isDeleted) : []
  const fields = chooseValueFields(await organization.listFields())
  const relations = await client.ask(RelationTypeListSchema, {
    path: '/_apis/wit/workitemrelationtypes',
    where: 'reading the list of link types',
    endpointClass: 'metadata',
  })
  const fetchedAt = now().toISOString()
  const record = (
    kind: string,
    externalId: string,
    payload: unknown,
    context: RawRecord['context'] = {},
  ): RawRecord => ({
    kind,
    externalId,
    revision: 0,
    revisionDetail: 0,
    payload: keepJson(payload),
    context,
    fetchedAt,
  })
  yield {
    records: [
      ...[...followed, ...deleted].map(project =>
        record('project', project.id, project, { organizationUrl: organization.url }),
      ),
      ...fields.map(field => record('field', field.referenceName, field)),
      ...relations.value.value.map(relation => record('relation_type', relation.referenceName, relation)),
    ],
    cursor: CURSOR,
  }
}

/** Types with their states, and the field that holds the estimate, of one project. */
export async function* readProjectStructure(organization: Organization, projectId: string): AsyncGenerator<Page> {
  const { types, categories } = await organization.readTypes(projectId)
  const backlogs = await organization.readBacklogs(projectId)
  // It must not stop the run.
  const gaps =
    backlogs === null
      ? [
          {
            kind: 'unsupported_board',
            subject: projectId,
            detail:
              'The default team has no backlog configuration: levels and the estimate field of the project are unknown.',
          },
        ]
      : []

  const fetchedAt = organization.now().toISOString()
  const records: RawRecord[] = []
  const add = (kind: string, externalId: string, payload: Json, context: RawRecord['context']): void => {
    records.push({
      kind,
      externalId,
      revision: 0,
      revisionDetail: 0,
      payload,
      context: { projectId, ...context },
      fetchedAt,
    })
  }
  for (const type of types) {
    const states = type.states ?? (await readStates(organization, projectId, type.name))
    const inCategories = categories.filter(({ workItemTypes }) => workItemTypes?.some(({ name }) => name === type.name))
    const place = placeType(
      type.name,
      backlogs ?? NO_BACKLOGS,
      inCategories.map(({ referenceName }) => referenceName),
    )
    const { name, referenceName, isDisabled } = type
    const payload = keepJson({ name, referenceName, isDisabled, states })
    add('item_type', `${projectId}/${type.name}`, payload, { place: keepJson(place) })
  }
  const estimate = backlogs?.backlogFields?.typeFields?.Effort
  if (estimate !== undefined && estimate !== '') {
    const field = (await organization.listFields()).find(({ referenceName }) => referenceName === estimate)
    add(
      'estimate_field',
      `${projectId}/${estimate}`,
      keepJson(field ?? { referenceName: estimate, name: estimate, type: 'double' }),
      {},
    )
  }
  yield { records, cursor: CURSOR, gaps }
}

async function readStates(organization: Organization, projectId: string, typeName: string) {
  const { value } = await organization.client.ask(StateListSchema, {
    path: `/${projectId}/_apis/wit/workitemtypes/${encodeURIComponent(typeName)}/states`,
    where: 'reading the states of a work item type',
    endpointClass: 'metadata',
  })
  return value.value
}
