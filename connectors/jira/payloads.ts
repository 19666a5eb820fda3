import type { TProperties } from 'typebox'
import { Type } from 'typebox'
import type { Json } from '../../src/work/raw-record.ts'
import { RECORD_ID } from './record-id.ts'

/**
 * What we use of Jira's answers; other keys are allowed, and nulls where real answers have them
 * (https://github.com/MrRefactoring/jira.js/issues/434). Answers are checked only as far as reading needs it: whether a
 * single record can be read is decided by `parse`, so that one odd record does not stop a page.
 */
export const jsonSchema = Type.Unsafe<Json>(Type.Unknown())
/** An object of any shape. */
export const jsonObjectSchema = Type.Unsafe<{ readonly [key: string]: Json }>(
  Type.Record(Type.String(), Type.Unknown()),
)

const nullish = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))
const id = () => Type.Union([Type.String({ minLength: 1 }), Type.Integer()])
/** One that becomes part of a query or an address. */
const numberedId = () => Type.Union([Type.String({ pattern: RECORD_ID.source }), Type.Integer({ minimum: 0 })])
const text = () => Type.String()

/** An object with these properties and any others, kept as plain JSON beside its checked type. */
export const open = <Properties extends TProperties>(properties: Properties) => Type.Object(properties)

export const serverInfoSchema = open({ baseUrl: Type.String(), deploymentType: nullish(text()) })
/** People have an account id in Cloud, and a key (once a name) in Data Center. */
const person = open({
  accountId: nullish(Type.String({ minLength: 1 })),
  key: nullish(Type.String({ minLength: 1 })),
  name: nullish(Type.String({ minLength: 1 })),
  displayName: nullish(text()),
  emailAddress: nullish(text()),
})
export const myselfSchema = Type.Intersect([person, open({ timeZone: nullish(text()) })])
export const permissionsSchema = open({
  permissions: Type.Record(Type.String(), open({ havePermission: Type.Boolean() })),
})
export const tenantSchema = open({ cloudId: Type.String({ minLength: 1 }) })

const scope = () => nullish(open({ project: nullish(open({ id: id() })) }))

export const projectSchema = open({
  id: numberedId(),
  key: Type.String(),
  name: Type.String(),
  archived: nullish(Type.Boolean()),
})
export const issueTypeSchema = open({
  id: id(),
  name: Type.String(),
  subtask: nullish(Type.Boolean()),
  hierarchyLevel: nullish(Type.Integer()),
  scope: scope(),
})
export const statusSchema = open({
  id: id(),
  name: Type.String(),
  statusCategory: nullish(open({ key: nullish(text()) })),
  scope: scope(),
})
export const fieldSchema = open({
  id: Type.String({ minLength: 1 }),
  name: Type.String(),
  custom: nullish(Type.Boolean()),
  schema: nullish(
    open({ type: nullish(text()), items: nullish(text()), custom: nullish(text()), system: nullish(text()) }),
  ),
  scope: scope(),
})
export const linkTypeSchema = open({ id: id(), name: Type.String(), inward: nullish(text()), outward: nullish(text()) })

export const boardSchema = open({
  id: numberedId(),
  name: nullish(text()),
  type: nullish(text()),
  isPrivate: nullish(Type.Boolean()),
  location: nullish(open({ projectId: nullish(id()), projectKey: nullish(text()) })),
})
export const boardConfigurationSchema = open({
  id: id(),
  name: nullish(text()),
  estimation: nullish(
    open({ type: nullish(text()), field: nullish(open({ fieldId: Type.String({ minLength: 1 }) })) }),
  ),
})
export const sprintSchema = open({
  id: numberedId(),
  name: Type.String(),
  state: nullish(text()),
  startDate: nullish(text()),
  endDate: nullish(text()),
  completeDate: nullish(text()),
  originBoardId: nullish(numberedId()),
  goal: nullish(text()),
})
export const versionSchema = open({
  id: id(),
  name: Type.String(),
  archived: nullish(Type.Boolean()),
  released: nullish(Type.Boolean()),
  startDate: nullish(text()),
  releaseDate: nullish(text()),
  projectId: id(),
})

export const auditRecordSchema = open({
  id: id(),
  created: Type.String(),
  authorAccountId: nullish(text()),
  objectItem: nullish(open({ id: nullish(id()), typeName: nullish(text()) })),
  changedValues: nullish(
    Type.Array(open({ fieldName: nullish(text()), changedFrom: nullish(text()), changedTo: nullish(text()) })),
  ),
})
export const auditPageSchema = open({
  offset: nullish(Type.Integer()),
  total: nullish(Type.Integer()),
  records: Type.Array(jsonSchema),
})

export const worklogFeedSchema = open({
  values: Type.Array(open({ worklogId: id(), updatedTime: Type.Number() })),
  until: Type.Number(),
  // Data Center writes the one, the other or both, by its version.
  lastPage: nullish(Type.Boolean()),
  isLastPage: nullish(Type.Boolean()),
})
export const worklogSchema = open({
  id: id(),
  issueId: id(),
  author: nullish(jsonObjectSchema),
  started: Type.String(),
  created: Type.String(),
  updated: Type.String(),
  timeSpentSeconds: Type.Number(),
})

const identified = () => open({ id: id() })

export const searchPageSchema = open({
  issues: Type.Array(identified()),
  nextPageToken: nullish(text()),
  isLast: nullish(Type.Boolean()),
})
/** Data Center's search; `names`, `schema` and `warningMessages` are null there. */
export const offsetPageSchema = open({ issues: Type.Array(identified()), total: Type.Integer({ minimum: 0 }) })
export const keyedPageSchema = open({ issues: Type.Array(open({ id: id(), key: Type.String({ minLength: 1 }) })) })
export const typedPageSchema = open({
  issues: Type.Array(
    open({
      fields: Type.Intersect([jsonObjectSchema, open({ issuetype: nullish(identified()) })]),
    }),
  ),
})
export const inlineChangelogSchema = open({
  total: Type.Integer({ minimum: 0 }),
  histories: Type.Array(jsonObjectSchema),
})
export const bulkFetchSchema = open({
  issues: Type.Array(identified()),
  issueErrors: nullish(Type.Array(Type.Unknown())),
})
export const issueErrorSchema = open({ id: id() })
export const countSchema = open({ count: Type.Integer() })
export const changelogPageSchema = open({
  issueChangeLogs: Type.Array(open({ issueId: id(), changeHistories: Type.Array(jsonObjectSchema) })),
  nextPageToken: nullish(text()),
})

export const userSchema = Type.Intersect([
  person,
  open({
    accountType: nullish(text()),
    active: nullish(Type.Boolean()),
    deleted: nullish(Type.Boolean()),
  }),
])

const named = () => open({ name: Type.String() })
const linked = () => open({ id: id(), key: nullish(text()) })

export const issueSchema = open({
  id: id(),
  key: Type.String({ minLength: 1 }),
  fields: open({
    summary: nullish(text()),
    issuetype: identified(),
    project: open({ id: id(), key: nullish(text()) }),
    status: identified(),
    created: Type.String(),
    updated: Type.String(),
    resolution: nullish(named()),
    priority: nullish(named()),
    labels: nullish(Type.Array(text())),
    components: nullish(Type.Array(named())),
    fixVersions: nullish(Type.Array(identified())),
    assignee: nullish(jsonObjectSchema),
    reporter: nullish(jsonObjectSchema),
    creator: nullish(jsonObjectSchema),
    parent: nullish(open({ id: id(), key: nullish(text()) })),
    duedate: nullish(text()),
    issuelinks: nullish(
      Type.Array(
        open({
          id: id(),
          type: identified(),
          inwardIssue: nullish(linked()),
          outwardIssue: nullish(linked()),
        }),
      ),
    ),
  }),
})
export const historySchema = open({
  id: id(),
  created: Type.Union([Type.String(), Type.Number()]),
  author: nullish(jsonObjectSchema),
  items: Type.Array(jsonObjectSchema),
})

export const registeredWebhookSchema = open({
  id: nullish(id()),
  self: nullish(text()),
  url: nullish(text()),
  events: nullish(Type.Array(text())),
  enabled: nullish(Type.Boolean()),
  active: nullish(Type.Boolean()),
  excludeBody: nullish(Type.Unknown()),
  filters: nullish(Type.Record(Type.String(), Type.Unknown())),
})
export const dynamicWebhookPageSchema = open({
  isLast: nullish(Type.Boolean()),
  values: Type.Array(
    open({
      id: Type.Integer(),
      url: nullish(text()),
      events: nullish(Type.Array(text())),
      jqlFilter: nullish(text()),
      // Documented as a number, and a text in the example beside it.
      expirationDate: nullish(Type.Union([text(), Type.Integer()])),
    }),
  ),
})
export const registrationResultSchema = open({
  webhookRegistrationResult: Type.Array(
    open({ createdWebhookId: nullish(Type.Integer()), errors: nullish(Type.Array(text())) }),
  ),
})
export const versionNumbersSchema = open({ versionNumbers: nullish(Type.Array(Type.Integer())) })
