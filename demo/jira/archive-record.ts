import { type Static, Type } from 'typebox'

/** The parts of an archived issue the stand-in can tell again; the flat form of the old agile API. */
const named = { id: Type.String(), name: Type.String(), description: Type.Optional(Type.String()) }
const person = Type.Object({
  key: Type.String(),
  displayName: Type.String(),
  active: Type.Boolean(),
  timeZone: Type.Optional(Type.String()),
})
const maybe = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

const issueType = Type.Object({ ...named, subtask: Type.Boolean() })
const version = Type.Object({
  ...named,
  archived: Type.Boolean(),
  released: Type.Boolean(),
  startDate: Type.Optional(Type.String()),
  releaseDate: Type.Optional(Type.String()),
})
const sprint = Type.Object({
  id: Type.Integer(),
  state: Type.String(),
  name: Type.String(),
  goal: Type.Optional(Type.String()),
  startDate: Type.Optional(Type.String()),
  endDate: Type.Optional(Type.String()),
  completeDate: Type.Optional(Type.String()),
  originBoardId: Type.Optional(Type.Integer()),
})
const otherEnd = Type.Optional(Type.Object({ id: Type.String() }))
const link = Type.Object({
  id: Type.String(),
  type: Type.Object({ id: Type.String(), name: Type.String(), inward: Type.String(), outward: Type.String() }),
  inwardIssue: otherEnd,
  outwardIssue: otherEnd,
})

export const archivedIssue = Type.Object({
  id: Type.String(),
  key: Type.String(),
  fields: Type.Object({
    summary: maybe(Type.String()),
    description: maybe(Type.String()),
    issuetype: issueType,
    status: Type.Object({ ...named, statusCategory: Type.Object({ key: Type.String() }) }),
    resolution: maybe(Type.Object(named)),
    resolutiondate: maybe(Type.String()),
    priority: maybe(Type.Object(named)),
    labels: maybe(Type.Array(Type.String())),
    assignee: maybe(person),
    reporter: maybe(person),
    creator: maybe(person),
    created: Type.String(),
    updated: Type.String(),
    duedate: maybe(Type.String()),
    fixVersions: maybe(Type.Array(version)),
    versions: maybe(Type.Array(version)),
    issuelinks: maybe(Type.Array(link)),
    parent: maybe(Type.Object({ id: Type.String() })),
    epic: maybe(Type.Object({ id: Type.Integer() })),
    sprint: maybe(sprint),
    closedSprints: maybe(Type.Array(sprint)),
  }),
})

export const archivedProject = Type.Object({
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  issueTypes: Type.Array(issueType),
  versions: Type.Array(version),
})

export interface LoadedProject {
  readonly project: ArchivedProject
  readonly issues: readonly ArchivedIssue[]
}

export type ArchivedIssue = Static<typeof archivedIssue>
export type ArchivedProject = Static<typeof archivedProject>
export type ArchivedPerson = Static<typeof person>
export type ArchivedSprint = Static<typeof sprint>
export type ArchivedVersion = Static<typeof version>
