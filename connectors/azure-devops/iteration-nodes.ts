import type { Static } from 'typebox'
import { UnavailableError } from '../errors.ts'
import { fits } from '../fits.ts'
import type { AzureDevOpsClient } from './client.ts'
import { readDay } from './instant.ts'
import { IterationNodeSchema, NodeTreeSchema } from './payloads.ts'

export type IterationNode = Static<typeof IterationNodeSchema>

/** The tracker allows 14 levels: https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits */
const DEEPEST_LEVEL = 20

/** A node without dates is a backlog or a folder, not an iteration. */
export async function listDatedNodes(client: AzureDevOpsClient, projectId: string): Promise<readonly IterationNode[]> {
  const where = 'reading the iterations of a project'
  const { value: root } = await client.ask(NodeTreeSchema, {
    path: `/${projectId}/_apis/wit/classificationnodes/iterations`,
    query: { $depth: DEEPEST_LEVEL },
    where,
    endpointClass: 'metadata',
  })
  const dated: IterationNode[] = []
  const visit = (node: unknown): void => {
    if (!fits(NodeTreeSchema, node)) throw new UnavailableError(`An iteration lacks what is documented while ${where}.`)
    const children = node.children ?? []
    if (node.hasChildren === true && children.length === 0) {
      throw new UnavailableError(`The tree of iterations is cut short while ${where}. We try again.`)
    }
    if (fits(IterationNodeSchema, node)) {
      const { id, identifier, name, path, attributes } = node
      const hasDates = readDay(attributes?.startDate) !== null || readDay(attributes?.finishDate) !== null
      if (hasDates)
        dated.push({ id, identifier, name, ...(path !== undefined && { path }), attributes: attributes ?? null })
    }
    for (const child of children) visit(child)
  }
  visit(root)
  return dated
}
