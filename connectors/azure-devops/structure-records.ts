import { Type } from 'typebox'
import type { RawRecord } from '../../src/work/raw-record.ts'
import type { Proposal, SourceRecord } from '../../src/work/source-record.ts'
import type { LinkMeaning, WorkState } from '../../src/work/work-item.ts'
import { proposeItemMeaning } from './backlog-levels.ts'
import { proposeFieldMeaning } from './field-catalogue.ts'
import { FieldSchema, ItemTypeSchema, ProjectSchema, RelationTypeSchema } from './payloads.ts'
import { isDeleted } from './projects.ts'
import { requireShape } from './raw-json.ts'

const ProjectContextSchema = Type.Object({ organizationUrl: Type.String() })
const InProjectSchema = Type.Object({ projectId: Type.String() })
const ItemTypeContextSchema = Type.Object({
  projectId: Type.String(),
  place: Type.Object({
    backlogId: Type.Union([Type.String(), Type.Null()]),
    backlogKind: Type.Union([
      Type.Literal('task'),
      Type.Literal('requirement'),
      Type.Literal('portfolio'),
      Type.Null(),
    ]),
    portfolioPosition: Type.Integer(),
    categories: Type.Array(Type.String()),
    hasRequirements: Type.Boolean(),
    bugsAreTasks: Type.Boolean(),
  }),
})

export function parseProject(record: RawRecord): readonly SourceRecord[] {
  const project = requireShape(ProjectSchema, record.payload, record)
  const { organizationUrl } = requireShape(ProjectContextSchema, record.context, record)
  return [
    {
      type: 'project',
      externalId: project.id,
      key: null,
      name: project.name,
      url: `${organizationUrl}/${encodeURIComponent(project.name)}`,
      archived: isDeleted(project),
    },
  ]
}

export function parseField(record: RawRecord): readonly SourceRecord[] {
  const { referenceName, name, type } = requireShape(FieldSchema, record.payload, record)
  const proposal = proposeFieldMeaning(referenceName)
  return [{ type: 'field', externalId: referenceName, projectId: null, name, dataType: type, proposal }]
}

export function parseEstimateField(record: RawRecord): readonly SourceRecord[] {
  const { referenceName, name, type } = requireShape(FieldSchema, record.payload, record)
  const { projectId } = requireShape(InProjectSchema, record.context, record)
  return [
    {
      type: 'field',
      externalId: referenceName,
      projectId,
      name,
      dataType: type,
      proposal: {
        value: { role: 'estimate', unit: 'points', rank: 0 },
        confidence: 0.95,
        reason: 'process configuration',
      },
    },
  ]
}

export function parseItemType(record: RawRecord): readonly SourceRecord[] {
  const type = requireShape(ItemTypeSchema, record.payload, record)
  const { projectId, place } = requireShape(ItemTypeContextSchema, record.context, record)
  const typeId = `${projectId}/${type.name}`
  return [
    {
      type: 'item_type',
      externalId: typeId,
      projectId,
      name: type.name,
      proposal: proposeItemMeaning(type.name, type.referenceName, place),
    },
    ...(type.states ?? []).map(state => ({
      type: 'status' as const,
      externalId: `${typeId}/${state.name}`,
      projectId,
      name: state.name,
      proposal: proposeState(state.category),
    })),
  ]
}

/** https://learn.microsoft.com/azure/devops/boards/work-items/workflow-and-state-categories */
const STATES_BY_CATEGORY: ReadonlyMap<string, WorkState> = new Map([
  ['Proposed', 'todo'],
  ['InProgress', 'in_progress'],
  ['Resolved', 'in_progress'],
  ['Completed', 'done'],
  ['Removed', 'cancelled'],
])

function proposeState(category: string | null | undefined): Proposal<WorkState> | null {
  const value = STATES_BY_CATEGORY.get(category ?? '')
  if (value === undefined) return null
  if (category !== 'Resolved') return { value, confidence: 0.95, reason: `state category ${category}` }
  return { value, confidence: 0.8, reason: 'state category Resolved counts as in progress' }
}

const MEANINGS_OF_LINKS: ReadonlyMap<string, LinkMeaning> = new Map([
  ['System.LinkTypes.Hierarchy', 'parent'],
  ['System.LinkTypes.Dependency', 'blocks'],
  ['System.LinkTypes.Related', 'relates'],
  ['System.LinkTypes.Duplicate', 'duplicates'],
])
/** What the link feed is asked for. */
export const MAPPED_LINK_TYPES: readonly string[] = [...MEANINGS_OF_LINKS.keys()]

/**
 * A directed type is listed once for each direction; its id is the name without the direction, as the link feed says
 * it, and its source is the forward end: the parent, the predecessor. Links to files and pages are of no interest.
 */
export function parseRelationType(record: RawRecord): readonly SourceRecord[] {
  const { referenceName, name, attributes } = requireShape(RelationTypeSchema, record.payload, record)
  const usage = attributes?.usage
  if ((usage !== undefined && usage !== 'workItemLink') || referenceName.endsWith('-Reverse')) return []
  const externalId = referenceName.replace(/-Forward$/, '')
  const value = MEANINGS_OF_LINKS.get(externalId)
  return [
    {
      type: 'link_type',
      externalId,
      name,
      proposal: value === undefined ? null : { value, confidence: 0.95, reason: 'link type reference name' },
    },
  ]
}
