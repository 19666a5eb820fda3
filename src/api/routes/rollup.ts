import { type TSchema, Type } from 'typebox'
import type { ConclusionBasis } from '../../portfolio/assessment.ts'
import { COLOURS, HEALTH_AXES, type HealthAxis } from '../../portfolio/health/health.ts'
import { NODE_KINDS } from '../../portfolio/initiative.ts'
import { MILESTONE_STATUSES } from '../../portfolio/milestone/milestone.ts'
import { SHARE_BASES, type ShareBasis } from '../../portfolio/progress/weight.ts'
import { type RollupNode, rollUp } from '../../portfolio/rollup.ts'
import { listConnections } from '../../store/access/connections.ts'
import { countOpenAlerts } from '../../store/alert/alerts.ts'
import type { Queryable } from '../../store/database.ts'
import { listSummariesAsOf } from '../../store/portfolio/assessments.ts'
import { type HealthOverride, listOverridesAsOf } from '../../store/portfolio/health-overrides.ts'
import { findNextTurn } from '../../store/portfolio/next-turn.ts'
import { findTree, findTreeAsOf } from '../../store/portfolio/node-history.ts'
import { summarizeAsOf } from '../../store/portfolio/past-conclusions.ts'
import { findRestatements } from '../../store/portfolio/restatements.ts'
import { readSnapshot } from '../../store/read-snapshot.ts'
import { readAsOf } from '../as-of.ts'
import { Coverage, MilestoneAssessment, Progress } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { explainRollup } from '../explain-rollup.ts'
import { closed, IdParams, Instant, nullable, problems, word, wordOrNull } from '../field.ts'
import { keepAnswers } from '../kept-answers.ts'
import { StandingOverride } from '../override.ts'
import { Basis, RestatedSince } from '../past-answer.ts'

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
  worstAxis: Type.Unsafe<HealthAxis | null>({
    ...wordOrNull(HEALTH_AXES),
    description: 'The worst axis of that initiative. Null: it has not been assessed, or all that is measured is green.',
  }),
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
    weighedBy: Type.Unsafe<ShareBasis | null>({
      ...wordOrNull(SHARE_BASES),
      description:
        'What its parts were weighed by in `size`: weights somebody set, budgets of approved plans, planned hours, or nothing. ' +
        'The parts of an initiative are its trackers. Null: there is nothing to weigh.',
    }),
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
    basis: Basis,
    children,
  })

/** Portfolio, program, workstream, initiative: four levels, never more. */
const Tree = Type.Unsafe<ShownNode>(
  NODE_KINDS.reduceRight<TSchema>(
    (below, _, index) => nodeWith(Type.Array(below, index === NODE_KINDS.length - 1 ? { maxItems: 0 } : {})),
    Type.Object({}),
  ),
)

const TreeOf = Type.Unsafe<'then' | 'today'>({
  ...word(['then', 'today']),
  description: 'Whose tree it is: of that instant, or of today because the portfolio was set up only later.',
})

export function rollupRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies
  const answers = keepAnswers(dependencies)

  app.get(
    '/portfolios/:id/rollup',
    {
      ...answers.hooks,
      schema: {
        summary:
          'The portfolio with progress, milestones, health, forecast and coverage at every node, and per tracker',
        tags: ['portfolios'],
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(Instant) }, closed),
        response: {
          200: Type.Object({
            asOf: Type.String(),
            treeOf: TreeOf,
            restatedSince: RestatedSince,
            explain: ExplainSchema,
            root: Tree,
          }),
          ...problems,
        },
      },
    },
    async request => {
      const { params, query } = request
      const { id } = params
      const asOf = readAsOf(query.asOf, now())
      const isPast = query.asOf !== undefined
      const { nodes, initiativeIds, basis, stored, restated, connections, alerts, overrides, until } =
        await readSnapshot(db, snapshot => readGround(snapshot, id, asOf, isPast))
      if (!isPast) answers.keep(request, { asOf, initiativeIds, until })
      const assessments = new Map([...stored].map(([initiativeId, { assessment }]) => [initiativeId, assessment]))
      const root = requireFound(rollUp(nodes, assessments).find(each => each.node.id === id) ?? null, 'portfolio')
      const explain = explainRollup(root, stored.size, isPast ? asOf : undefined)
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
          basis: stored.get(node.id)?.basis ?? null,
          children: shown,
        }
      }
      return { asOf, treeOf: basis, restatedSince: restated, explain, root: show(root) }
    },
  )
}

/** All that the answer is made of; an assessment that is stored meanwhile is in all of it or in nothing. */
async function readGround(db: Queryable, id: string, asOf: string, isPast: boolean) {
  const tree = requireFound(isPast ? await findTreeAsOf(db, id, asOf) : await findTree(db, id), 'portfolio')
  const initiatives = tree.nodes.filter(({ kind }) => kind === 'initiative')
  const initiativeIds = initiatives.map(node => node.id)
  const [stored, restated, connections, alerts, overrides, until] = await Promise.all([
    isPast ? summarizeAsOf(db, initiatives, asOf) : listSummariesAsOf(db, initiativeIds, asOf),
    isPast ? findRestatements(db, initiativeIds, asOf) : null,
    listConnections(db),
    countOpenAlerts(db, asOf),
    listOverridesAsOf(db, initiativeIds, asOf),
    isPast ? null : findNextTurn(db, initiativeIds, asOf),
  ])
  return { ...tree, initiativeIds, stored, restated, connections, alerts, overrides, until }
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
  readonly basis: ConclusionBasis | null
  readonly children: readonly ShownNode[]
}
