import { type TSchema, Type } from 'typebox'
import { COLOURS } from '../../portfolio/health.ts'
import { NODE_KINDS } from '../../portfolio/initiative.ts'
import { MILESTONE_STATUSES } from '../../portfolio/milestone.ts'
import { type RollupNode, rollUp } from '../../portfolio/rollup.ts'
import { countOpenAlerts } from '../../store/alerts.ts'
import { listAssessmentsAsOf } from '../../store/assessments.ts'
import { listConnections } from '../../store/connections.ts'
import { type HealthOverride, listOverridesAsOf } from '../../store/health-overrides.ts'
import { listSubtree } from '../../store/portfolio-nodes.ts'
import { readAsOf } from '../as-of.ts'
import { Coverage, MilestoneAssessment, Progress } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { closed, IdParams, Instant, nullable, problems, word } from '../field.ts'
import { StandingOverride } from '../override.ts'
import { findOfKind } from '../tree-node.ts'

const countsOf = (words: readonly string[]) =>
  Type.Object(Object.fromEntries(words.map(each => [each, Type.Integer()])))

const Health = Type.Object({
  colour: word(COLOURS),
  worst: Type.Union([
    Type.Object(
      { nodeId: Type.String(), name: Type.String() },
      { description: 'The initiative that gave the colour.' },
    ),
    Type.Null(),
  ]),
  reasons: Type.Array(Type.String()),
  initiativeCounts: countsOf(COLOURS),
})

const Tracker = Type.Object({
  connectionId: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  progress: Progress,
  share: Type.Number(),
})

const nodeWith = (children: TSchema) =>
  Type.Object({
    id: Type.String(),
    kind: word(NODE_KINDS),
    name: Type.String(),
    owner: nullable(Type.String()),
    weight: nullable(Type.Number()),
    progress: Progress,
    byTracker: Type.Array(Tracker),
    health: Health,
    override: StandingOverride,
    coverage: Coverage,
    nextMilestone: Type.Union([
      Type.Object({ initiativeId: Type.String(), milestone: MilestoneAssessment }),
      Type.Null(),
    ]),
    milestoneCounts: countsOf(MILESTONE_STATUSES),
    openAlerts: Type.Integer({ description: 'Alerts here and below that were not resolved at that instant.' }),
    assessedAt: nullable(
      Type.String({ description: 'Initiatives only: until when its conclusion is known to have held.' }),
    ),
    children,
  })

/** Portfolio, program, workstream, initiative: four levels, never more. */
const Tree = Type.Unsafe<ShownNode>(
  NODE_KINDS.reduceRight<TSchema>(
    (below, _, index) => nodeWith(Type.Array(below, index === NODE_KINDS.length - 1 ? { maxItems: 0 } : {})),
    Type.Object({}),
  ),
)

export function rollupRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/portfolios/:id/rollup',
    {
      schema: {
        summary:
          'The portfolio with progress, milestones, health, forecast and coverage at every node, and per tracker',
        tags: ['portfolios'],
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(Instant) }, closed),
        response: { 200: Type.Object({ asOf: Type.String(), root: Tree }), ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      requireFound(await findOfKind(dependencies, 'portfolio', id), 'portfolio')
      const asOf = readAsOf(query.asOf, now())
      const nodes = await listSubtree(db, id)
      const initiativeIds = nodes.filter(({ kind }) => kind === 'initiative').map(node => node.id)
      const [stored, connections, alerts, overrides] = await Promise.all([
        listAssessmentsAsOf(db, initiativeIds, asOf),
        listConnections(db),
        countOpenAlerts(db, asOf),
        listOverridesAsOf(db, initiativeIds, asOf),
      ])
      const assessments = new Map([...stored].map(([initiativeId, { assessment }]) => [initiativeId, assessment]))
      const root = rollUp(nodes, assessments).find(each => each.node.id === id)
      const names = new Map(connections.map(each => [each.id, each]))
      const owners = new Map(nodes.map(node => [node.id, node.owner]))

      const show = (rollup: RollupNode): ShownNode => {
        const { node, byTracker, children, ...folded } = rollup
        const shown = children.map(show)
        return {
          id: node.id,
          kind: node.kind,
          name: node.name,
          weight: node.weight,
          owner: owners.get(node.id) ?? null,
          ...folded,
          // A tracker that was removed since has no name any more.
          byTracker: byTracker.map(each => ({
            ...each,
            name: names.get(each.connectionId)?.name ?? 'removed',
            kind: names.get(each.connectionId)?.kind ?? '',
          })),
          openAlerts: shown.reduce((sum, child) => sum + child.openAlerts, alerts.get(node.id) ?? 0),
          override: overrides.get(node.id) ?? null,
          assessedAt: stored.get(node.id)?.confirmedAt ?? null,
          children: shown,
        }
      }
      return { asOf, root: show(requireFound(root ?? null, 'portfolio')) }
    },
  )
}

interface ShownNode extends Omit<RollupNode, 'node' | 'byTracker' | 'children'> {
  readonly id: string
  readonly kind: RollupNode['node']['kind']
  readonly name: string
  readonly weight: number | null
  readonly owner: string | null
  readonly byTracker: readonly (RollupNode['byTracker'][number] & { readonly name: string; readonly kind: string })[]
  readonly openAlerts: number
  /** Initiatives only. */
  readonly override: HealthOverride | null
  readonly assessedAt: string | null
  readonly children: readonly ShownNode[]
}
