import { type Static, Type } from 'typebox'
import type { Service } from './service.ts'

/* What the service has now; only the parts that a file can set. */

const OrNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

const Node = Type.Object({
  id: Type.String(),
  name: Type.String(),
  parentId: OrNull(Type.String()),
  owner: OrNull(Type.String()),
  weight: OrNull(Type.Number()),
  milestonesFrom: OrNull(Type.Array(Type.Object({ source: Type.String(), name: OrNull(Type.String()) }))),
})

const Portfolio = Type.Object({ ...Node.properties, timeZone: Type.String() })

const Initiative = Type.Object({
  ...Node.properties,
  priority: Type.Integer(),
  scope: Type.Array(
    Type.Object({
      effect: Type.String(),
      connectionId: Type.String(),
      selector: Type.String(),
      value: Type.String(),
      project: OrNull(Type.String()),
    }),
  ),
  trackerWeights: Type.Array(Type.Object({ connectionId: Type.String(), weight: Type.Number() })),
})

const Connection = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  settings: Type.Unknown(),
  syncEverySeconds: Type.Integer(),
  blindAfterSeconds: Type.Integer(),
})

const Milestone = Type.Object({
  id: Type.String(),
  initiativeId: Type.String(),
  name: Type.String(),
  source: Type.String(),
  currentDay: OrNull(Type.String()),
  baselineDay: OrNull(Type.String()),
  isBaselineApproved: Type.Boolean(),
  toleranceDays: Type.Integer(),
  importance: Type.String(),
})

const Names = OrNull(Type.Array(Type.String()))

const Channel = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  route: Type.Object({
    portfolioIds: Names,
    owners: Names,
    kinds: Names,
    leastSeverity: Type.String(),
    operations: Type.Optional(Type.Boolean()),
    onlyEscalated: Type.Optional(Type.Boolean()),
  }),
  rhythm: Type.Unknown(),
  timeZone: Type.String(),
})

export type CurrentNode = Static<typeof Node>
export type CurrentInitiative = Static<typeof Initiative>
export type CurrentMilestone = Static<typeof Milestone>

export interface CurrentState {
  readonly connections: readonly Static<typeof Connection>[]
  readonly portfolios: readonly CurrentNode[]
  readonly programs: readonly CurrentNode[]
  readonly workstreams: readonly CurrentNode[]
  readonly initiatives: readonly CurrentInitiative[]
  /** Those the PMO entered. */
  readonly milestones: readonly CurrentMilestone[]
  readonly channels: readonly Static<typeof Channel>[]
}

export async function loadCurrentState(service: Service): Promise<CurrentState> {
  const [connections, portfolios, programs, workstreams, initiatives, milestones, channels] = await Promise.all([
    service.list('/connections', Connection),
    service.list('/portfolios', Portfolio),
    service.list('/programs', Node),
    service.list('/workstreams', Node),
    service.list('/initiatives', Initiative),
    service.list('/milestones', Milestone),
    service.list('/channels', Channel),
  ])
  return {
    connections,
    portfolios,
    programs,
    workstreams,
    initiatives,
    milestones: milestones.filter(({ source }) => source === 'manual'),
    channels,
  }
}

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

export const findNode = <Node extends CurrentNode>(
  nodes: readonly Node[],
  parentId: string | null,
  name: string,
): Node | undefined => nodes.find(node => node.parentId === parentId && sameName(node.name, name))
