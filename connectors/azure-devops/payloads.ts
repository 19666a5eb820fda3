import { Type } from 'typebox'

/**
 * What we use of the tracker's answers. Other keys are allowed everywhere; a list is checked as a list, its entries one
 * by one where a broken entry must not hide the others.
 */

export const ConnectionDataSchema = Type.Object({
  authenticatedUser: Type.Object({
    id: Type.Optional(Type.String()),
    providerDisplayName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    customDisplayName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
  instanceId: Type.String({ minLength: 1 }),
  deploymentType: Type.Optional(Type.Unknown()),
})

export const ProjectSchema = Type.Object({
  id: Type.String({ minLength: 1 }),
  name: Type.String({ minLength: 1 }),
  state: Type.Optional(Type.String()),
})
export const ProjectListSchema = Type.Object({ value: Type.Array(ProjectSchema) })

export const FieldSchema = Type.Object({
  referenceName: Type.String({ minLength: 1 }),
  name: Type.String(),
  type: Type.String(),
  isPicklist: Type.Optional(Type.Boolean()),
})
/** Every organisation has those of the tracker itself; without any, items would be stored as if theirs were empty. */
export const FieldListSchema = Type.Object({ value: Type.Array(FieldSchema, { minItems: 1 }) })

export const RelationTypeSchema = Type.Object({
  referenceName: Type.String({ minLength: 1 }),
  name: Type.String(),
  attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
export const RelationTypeListSchema = Type.Object({ value: Type.Array(RelationTypeSchema) })

export const StateSchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  category: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})
export const StateListSchema = Type.Object({ value: Type.Array(StateSchema) })

export const ItemTypeSchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  referenceName: Type.Optional(Type.String()),
  isDisabled: Type.Optional(Type.Boolean()),
  states: Type.Optional(Type.Union([Type.Array(StateSchema), Type.Null()])),
})
export const ItemTypeListSchema = Type.Object({ value: Type.Array(ItemTypeSchema) })

export const ProcessListSchema = Type.Object({
  value: Type.Array(
    Type.Object({
      typeId: Type.String({ minLength: 1 }),
      customizationType: Type.Optional(Type.Unknown()),
      projects: Type.Optional(Type.Union([Type.Array(Type.Object({ id: Type.String() })), Type.Null()])),
    }),
  ),
})

const NamedTypesSchema = Type.Optional(Type.Union([Type.Array(Type.Object({ name: Type.String() })), Type.Null()]))

export const CategoryListSchema = Type.Object({
  value: Type.Array(Type.Object({ referenceName: Type.String(), workItemTypes: NamedTypesSchema })),
})

const BacklogLevelSchema = Type.Object({
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  rank: Type.Optional(Type.Integer()),
  workItemTypes: NamedTypesSchema,
})
const NullableBacklogLevelSchema = Type.Union([BacklogLevelSchema, Type.Null()])

const BugsBehaviorSchema = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]))

export const BacklogConfigurationSchema = Type.Object({
  taskBacklog: NullableBacklogLevelSchema,
  requirementBacklog: NullableBacklogLevelSchema,
  portfolioBacklogs: Type.Union([Type.Array(BacklogLevelSchema), Type.Null()]),
  backlogFields: Type.Union([
    Type.Object({ typeFields: Type.Optional(Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()])) }),
    Type.Null(),
  ]),
  bugsBehavior: BugsBehaviorSchema,
})

export const TeamSchema = Type.Object({
  id: Type.String({ minLength: 1 }),
  name: Type.Optional(Type.String()),
  /** Only the list of all projects' teams needs it. */
  projectId: Type.Optional(Type.String()),
})
export const TeamListSchema = Type.Object({ value: Type.Array(TeamSchema) })

export const TeamSettingsSchema = Type.Object({
  workingDays: Type.Union([Type.Array(Type.Unknown()), Type.Null()]),
  bugsBehavior: BugsBehaviorSchema,
  /** Names project and team by their ids, whatever was asked for. */
  url: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})

export const TeamMemberListSchema = Type.Object({ value: Type.Array(Type.Object({ identity: Type.Unknown() })) })

const DaysOffSchema = Type.Union([Type.Array(Type.Object({ start: Type.String(), end: Type.String() })), Type.Null()])
export const MemberCapacitySchema = Type.Object({
  teamMember: Type.Unknown(),
  activities: Type.Optional(
    Type.Union([
      Type.Array(
        Type.Object({
          name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
          capacityPerDay: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
        }),
      ),
      Type.Null(),
    ]),
  ),
  daysOff: Type.Optional(DaysOffSchema),
})
/** `value` in older versions. */
export const CapacityListSchema = Type.Union([
  Type.Object({ teamMembers: Type.Array(MemberCapacitySchema) }),
  Type.Object({ value: Type.Array(MemberCapacitySchema) }),
])
export const TeamDaysOffSchema = Type.Object({ daysOff: DaysOffSchema })

/** `value` in live answers, `values` in the description. */
export const TeamIterationListSchema = Type.Object({
  value: Type.Array(Type.Object({ id: Type.String({ minLength: 1 }) })),
})

export const IterationNodeSchema = Type.Object({
  id: Type.Integer(),
  identifier: Type.String({ minLength: 1 }),
  name: Type.String(),
  path: Type.Optional(Type.String()),
  attributes: Type.Optional(
    Type.Union([
      Type.Object({
        startDate: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        finishDate: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      }),
      Type.Null(),
    ]),
  ),
})
export const AreaNodeSchema = Type.Object({ id: Type.Integer(), path: Type.String({ minLength: 1 }) })
/** Its `children` have the same shape; they are checked when they are reached. */
export const NodeTreeSchema = Type.Object({
  id: Type.Integer(),
  hasChildren: Type.Optional(Type.Boolean()),
  children: Type.Optional(Type.Union([Type.Array(Type.Unknown()), Type.Null()])),
})

export const NodeForestSchema = Type.Object({
  value: Type.Array(Type.Intersect([NodeTreeSchema, Type.Object({ structureType: Type.String() })])),
})

/** The token is a text or a number, and in some versions only in `nextLink`. */
const BatchProperties = {
  values: Type.Array(Type.Unknown()),
  isLastBatch: Type.Boolean(),
  nextLink: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  continuationToken: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()])),
}
export const ReportingBatchSchema = Type.Object(BatchProperties)

export const RevisionSchema = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  rev: Type.Integer({ minimum: 1 }),
  fields: Type.Record(Type.String(), Type.Unknown()),
})

export const LinkRowSchema = Type.Object({
  rel: Type.String({ minLength: 1 }),
  sourceId: Type.Integer({ minimum: 1 }),
  targetId: Type.Integer({ minimum: 1 }),
  changedDate: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  isActive: Type.Boolean(),
})

export const RelationSchema = Type.Object({ rel: Type.String(), url: Type.String() })

/** Ids the caller may not see, or that are deleted, are left out or null: match by id, never by place. */
export const WorkItemBatchSchema = Type.Object({ value: Type.Array(Type.Unknown()) })
export const WorkItemSchema = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  rev: Type.Integer({ minimum: 1 }),
  fields: Type.Record(Type.String(), Type.Unknown()),
  relations: Type.Optional(Type.Union([Type.Array(Type.Unknown()), Type.Null()])),
})
export const RevisionListSchema = Type.Object({ value: Type.Array(Type.Unknown()) })

/** A list in a `value`, or bare (https://learn.microsoft.com/rest/api/azure/devops/wit/recyclebin). */
export const RecycleBinSchema = Type.Union([
  Type.Array(Type.Unknown()),
  Type.Object({ value: Type.Array(Type.Unknown()) }),
])
export const RecycledItemSchema = Type.Object({
  id: Type.Union([Type.Integer(), Type.String()]),
  code: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
})

export const WiqlAnswerSchema = Type.Object({
  asOf: Type.Optional(Type.Unknown()),
  workItems: Type.Array(Type.Object({ id: Type.Integer({ minimum: 1 }) })),
})

export const SubscriptionSchema = Type.Object({
  id: Type.String({ minLength: 1 }),
  status: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  eventType: Type.String(),
  publisherInputs: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
  consumerInputs: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})
export const SubscriptionListSchema = Type.Object({ value: Type.Array(SubscriptionSchema) })
