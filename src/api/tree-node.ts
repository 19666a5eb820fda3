import { Type } from 'typebox'
import type { NodeKind } from '../portfolio/initiative.ts'
import { type MilestoneRule, RULE_SOURCES } from '../portfolio/milestone/milestone-rule.ts'
import { findNode, type PresentNode, type StoredNode } from '../store/portfolio/portfolio-nodes.ts'
import type { Dependencies } from './dependencies.ts'
import { ApiError } from './errors.ts'
import { closed, Id, Name, nullable, word } from './field.ts'

/* What portfolios, programs, workstreams and initiatives have in common. */

const Rule = Type.Object(
  {
    source: word(RULE_SOURCES),
    name: nullable(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'The whole name, of an iteration also its path, without case; * is any text. Null: all.',
      }),
    ),
  },
  closed,
)

export const TreeNode = Type.Object({
  id: Id,
  name: Type.String(),
  parentId: nullable(Type.String()),
  weight: nullable(Type.Number({ description: 'Share in the parent; null: siblings without one count equal.' })),
  owner: nullable(Type.String()),
  milestonesFrom: Type.Unsafe<readonly MilestoneRule[] | null>(nullable(Type.Array(Rule))),
  createdAt: Type.String(),
})

const Weight = nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }))

/** Fields a person may set, besides the parent. */
export const nodeFields = {
  weight: Type.Optional(Weight),
  owner: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  milestonesFrom: Type.Optional(
    Type.Unsafe<readonly MilestoneRule[] | null>(
      nullable(
        Type.Array(Rule, {
          maxItems: 100,
          description:
            'What milestones of the trackers come from, here and below; an empty list: from nowhere. Null, or never set: as ' +
            'the node above says, else all releases and dated items, and no iteration.',
          examples: [
            [
              { source: 'release', name: null },
              { source: 'iteration', name: 'PI *' },
            ],
          ],
        }),
      ),
    ),
  ),
}

export const changeFields = { name: Type.Optional(Name), parentId: Type.Optional(Id), ...nodeFields }

/** Where each kind may stand. */
const PARENTS: Readonly<Record<NodeKind, readonly NodeKind[]>> = {
  portfolio: [],
  program: ['portfolio'],
  workstream: ['program'],
  initiative: ['workstream', 'program', 'portfolio'],
}

export async function requireParent({ db }: Pick<Dependencies, 'db'>, kind: NodeKind, parentId: string): Promise<void> {
  const parent = await findNode(db, parentId)
  if (parent !== null && PARENTS[kind].includes(parent.kind)) return
  throw new ApiError('unprocessable', `body.parentId must be the id of a ${PARENTS[kind].join(' or ')}.`, [
    { field: 'body.parentId', expected: `must be the id of a ${PARENTS[kind].join(' or ')}` },
  ])
}

/** The node, if it is of this kind; a program is not found among the portfolios. */
export async function findOfKind(
  { db }: Pick<Dependencies, 'db'>,
  kind: NodeKind,
  id: string,
): Promise<PresentNode | null> {
  const node = await findNode(db, id)
  return node?.kind === kind ? node : null
}

export const duplicateNode = (kind: NodeKind): ApiError =>
  new ApiError('duplicate_name', `There is a ${kind} of that name here already.`)

export const Portfolio = Type.Object({
  ...TreeNode.properties,
  timeZone: Type.String({
    description:
      'Whose clock its pages show, where a promised day is over, and where a past day that they go back to ends: an IANA name. The day of an instant is told in UTC.',
  }),
})

export const showNode = ({
  kind: _,
  priority: __,
  timeZone: ___,
  ...node
}: StoredNode & Partial<Pick<PresentNode, 'timeZone'>>) => node

export const showPortfolio = ({ kind: _, priority: __, ...node }: PresentNode) => node

/** What a body names must be there. */
export async function requireInitiative(dependencies: Pick<Dependencies, 'db'>, id: string): Promise<void> {
  if ((await findOfKind(dependencies, 'initiative', id)) !== null) return
  const expected = 'must be the id of an initiative'
  throw new ApiError('unprocessable', `body.initiativeId ${expected}.`, [{ field: 'body.initiativeId', expected }])
}
