import type { Static } from 'typebox'
import { UnavailableError } from '../errors.ts'
import { fits } from '../fits.ts'
import type { AzureDevOpsClient } from './client.ts'
import { readDay } from './instant.ts'
import { AreaNodeSchema, IterationNodeSchema, NodeForestSchema, NodeTreeSchema } from './payloads.ts'

export type IterationNode = Static<typeof IterationNodeSchema>
export type AreaNode = Static<typeof AreaNodeSchema>

export interface ClassificationNodes {
  /** Those with dates: one without is a backlog or a folder, not an iteration. */
  readonly iterations: readonly IterationNode[]
  readonly areas: readonly AreaNode[]
}

/** The tracker allows 14 levels: https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits */
const DEEPEST_LEVEL = 20
const WHERE = 'reading the iterations and areas of a project'

/** Both trees of a project: one request. */
export async function listNodes(client: AzureDevOpsClient, projectId: string): Promise<ClassificationNodes> {
  const { value: forest } = await client.ask(NodeForestSchema, {
    path: `/${projectId}/_apis/wit/classificationnodes`,
    query: { $depth: DEEPEST_LEVEL },
    where: WHERE,
    endpointClass: 'metadata',
  })
  const nodesOf = (structureType: string): readonly unknown[] => {
    const root = forest.value.find(tree => tree.structureType === structureType)
    if (root === undefined)
      throw new UnavailableError(`There is no tree of the kind "${structureType}" while ${WHERE}.`)
    return flatten(root)
  }
  const iterations = nodesOf('iteration').flatMap((node): IterationNode[] => {
    if (!fits(IterationNodeSchema, node)) return []
    const { id, identifier, name, path, attributes } = node
    const hasDates = readDay(attributes?.startDate) !== null || readDay(attributes?.finishDate) !== null
    return hasDates
      ? [{ id, identifier, name, ...(path !== undefined && { path }), attributes: attributes ?? null }]
      : []
  })
  const areas = nodesOf('area').flatMap((node): AreaNode[] =>
    fits(AreaNodeSchema, node) ? [{ id: node.id, path: node.path }] : [],
  )
  return { iterations, areas }
}

function flatten(node: unknown): readonly unknown[] {
  if (!fits(NodeTreeSchema, node)) throw new UnavailableError(`A node lacks what is documented while ${WHERE}.`)
  const children = node.children ?? []
  if (node.hasChildren === true && children.length === 0) {
    throw new UnavailableError(`A tree is cut short while ${WHERE}. We try again.`)
  }
  return [node, ...children.flatMap(flatten)]
}

/** `\Project\Iteration\Release 1` here is `Project\Release 1` in a work item; so it is with areas. */
export function readPath(path: string): string {
  const [project, , ...rest] = path.replace(/^\\/, '').split('\\')
  return [project, ...rest].join('\\')
}
