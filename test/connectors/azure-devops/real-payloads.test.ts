import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import connector from '../../../connectors/azure-devops/index.ts'
import { parseJsonText } from '../../../connectors/azure-devops/json-text.ts'
import {
  BacklogConfigurationSchema,
  CategoryListSchema,
  FieldListSchema,
  ItemTypeListSchema,
  ProjectListSchema,
  RecycleBinSchema,
  RelationTypeListSchema,
  ReportingBatchSchema,
  RevisionListSchema,
  StateListSchema,
  TeamListSchema,
  WiqlAnswerSchema,
  WorkItemBatchSchema,
  WorkItemSchema,
} from '../../../connectors/azure-devops/payloads.ts'
import { toRawRelations } from '../../../connectors/azure-devops/relations.ts'
import { toRawRevision } from '../../../connectors/azure-devops/revision.ts'
import { webhook } from '../../../connectors/azure-devops/webhook.ts'

const ROOT = join(import.meta.dirname, '../../../../shared')
const SAMPLES = join(ROOT, 'data/vsts-rest-api-specs')
const DELIVERIES = join(ROOT, 'data/aspnet-webhooks-vsts/Messages')
const isPresent = existsSync(SAMPLES) && existsSync(DELIVERIES)
if (!isPresent) console.info('skipped: real Azure DevOps payloads are not beside this checkout (../shared/data)')

interface Sample {
  readonly name: string
  readonly body: unknown
}

/** The answers among Microsoft's own samples whose path matches. */
function readSamples(pattern: RegExp): readonly Sample[] {
  const names = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter(name => pattern.test(name))
  return names.flatMap(name => {
    const sample = parseJsonText(readFileSync(join(SAMPLES, name), 'utf8')) as {
      responses?: { 200?: { body?: unknown } }
    }
    const body = sample.responses?.[200]?.body
    return body === undefined ? [] : [{ name, body }]
  })
}

const isIn = (schema: TSchema, pattern: RegExp): void => {
  const samples = readSamples(pattern)
  expect(samples.length, String(pattern)).toBeGreaterThan(0)
  for (const { name, body } of samples) expect(Value.Check(schema, body), name).toBe(true)
}

const setting = {
  projectId: 'P',
  organizationUrl: 'https://dev.azure.com/fabrikam',
  askedFields: { has: () => true } as unknown as ReadonlySet<string>,
  ownFields: {},
  timeZone: null,
  fetchedAt: '2026-11-22T09:00:00.000Z',
}

describe.skipIf(!isPresent)('real payloads', () => {
  it('have the shapes we require', () => {
    isIn(ProjectListSchema, /core.7\.1.*projects.GET__projects\.json$/)
    isIn(TeamListSchema, /core.7\.1.*GET__projects__projectId__teams\.json$|GET__projects_.*teams_\.json$/)
    isIn(FieldListSchema, /wit.7\.1.*fields.GET__wit_fields\.json$/)
    isIn(RelationTypeListSchema, /7\.1.*GET__relation_types\.json$/)
    isIn(ItemTypeListSchema, /7\.1.*workItemTypes.GET__wit_workItemTypes\.json$/)
    isIn(StateListSchema, /7\.1.*workItemTypeStates.GET__/)
    isIn(CategoryListSchema, /7\.1.*GET__wit_workItemTypeCategories\.json$/)
    isIn(BacklogConfigurationSchema, /7\.1.*backlogConfiguration.GET__/)
    isIn(ReportingBatchSchema, /7\.1.*(workItemRevisions|workItemLinks).(GET|POST)__/)
    isIn(RevisionListSchema, /7\.1.*revisions.GET__list_/)
    isIn(RecycleBinSchema, /7\.1.*recycleBin.GET__wit_recyclebin(__ids_)?\.json$/)
    isIn(WiqlAnswerSchema, /7\.1.*wiql.GET__wit_get_id_workitems\.json$/)
    isIn(WorkItemBatchSchema, /7\.1.*workItemsBatch.*\.json$/)
  })

  it('of revisions are work items, in every shape of the feed and of a reading by id', () => {
    let seen = 0
    for (const { name, body } of readSamples(/(workItemRevisions|revisions).*(GET|POST)__.*\.json$/i)) {
      const rows =
        (body as { values?: unknown[]; value?: unknown[] }).values ?? (body as { value?: unknown[] }).value ?? []
      for (const row of rows) {
        if (!Value.Check(WorkItemSchema, row)) throw new Error(`${name} holds another shape`)
        // A discussion is a revision of which only the comment is told.
        if (row.fields['System.ChangedDate'] === undefined || row.fields['System.State'] === undefined) continue
        const parsed = connector.parse(toRawRevision(row, setting))
        expect(parsed.map(({ type }) => type)).toContain('work_item')
        expect(parsed.filter(({ type }) => type === 'person').length, name).toBeGreaterThan(0)
        seen += 1
      }
    }
    expect(seen).toBeGreaterThan(20)
  })

  it('of links and relations are links', () => {
    let seen = 0
    for (const { body } of readSamples(/workItemLinks.*\.json$/)) {
      for (const payload of (body as { values: never[] }).values) {
        const [link] = connector.parse({ ...emptyRecord('link'), payload })
        expect(link).toMatchObject({ type: 'link', typeId: expect.stringMatching(/^System\.LinkTypes\./) })
        seen += 1
      }
    }
    for (const { body } of readSamples(/workItems.GET__wit_WorkItems_ids-_ids___expand-all.*\.json$/)) {
      for (const item of (body as { value: { id: number; relations?: unknown[] }[] }).value) {
        connector.parse(
          toRawRelations(item.id, item.relations ?? [], {
            organizationUrl: 'https://dev.azure.com/fabrikam',
            fetchedAt: setting.fetchedAt,
            isWhole: false,
          }),
        )
      }
    }
    expect(seen).toBeGreaterThan(0)
  })

  it('of service hooks name their work item or are refused as unreadable', () => {
    const touched = new Map<string, readonly string[]>()
    for (const name of readdirSync(DELIVERIES)) {
      const delivery = { headers: {}, body: readFileSync(join(DELIVERIES, name)) }
      try {
        touched.set(
          name,
          webhook.touched(delivery).map(({ externalId }) => externalId),
        )
      } catch (error) {
        expect((error as Error).name, name).toBe('UnreadableRecordError')
      }
    }
    expect(
      [...touched].filter(([name]) => name.startsWith('workitem.')).map(([name, ids]) => [name, ids.length]),
    ).toEqual([
      ['workitem.commented.json', 1],
      ['workitem.created.json', 1],
      ['workitem.deleted.json', 1],
      ['workitem.restored.json', 1],
      ['workitem.updated.json', 1],
    ])
    expect(touched.get('git.push.json')).toEqual([])
  })
})

const emptyRecord = (kind: string) => ({
  kind,
  externalId: 'x',
  revision: 0,
  revisionDetail: 0,
  context: {},
  fetchedAt: setting.fetchedAt,
})
