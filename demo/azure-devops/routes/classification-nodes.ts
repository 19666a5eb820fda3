import type { FastifyInstance } from 'fastify'
import { findNodeByPath, listChildNodes, loadRootNode, pathOfNode } from '../look-up.ts'
import type { ClassificationNode, Project } from '../organization-state.ts'
import { readChoice, readIds, readNumber, readQuery } from '../read-query.ts'
import { Refusal } from '../refusal.ts'
import { listOf, type View } from '../view.ts'
import { answer, paramOf, paramsOf, requireProject } from './scope.ts'

const GROUPS = { areas: 0, iterations: 1 } as const
const ERROR_POLICIES = { fail: 1, omit: 2 } as const

export interface NodeAnswer {
  readonly id: number
  readonly identifier: string
  readonly name: string
  readonly structureType: 'area' | 'iteration'
  readonly hasChildren: boolean
  readonly children?: readonly NodeAnswer[]
  /** Absent, not null, when the node has no dates. */
  readonly attributes?: Readonly<Record<string, string>>
  readonly path: string
  readonly url: string
}

export function answerClassificationNodes(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['project'], 'wit/classificationnodes', request => {
    const project = requireProject(view, request)
    const query = readQuery(request)
    const depth = readNumber(query, '$depth', 0)
    const ids = readIds(query)
    if (ids === null) {
      return listOf([
        renderNode(view, project, loadRootNode(view.organization, project, 'area'), depth),
        renderNode(view, project, loadRootNode(view.organization, project, 'iteration'), depth),
      ])
    }
    const isOmitting = readChoice(query.get('errorpolicy'), ERROR_POLICIES, 'fail') === 'omit'
    return listOf(
      ids.map(id => {
        const node = view.organization.index.nodesById.get(id)
        if (node !== undefined && node.isDeleted === undefined && node.projectId === project.id)
          return renderNode(view, project, node, depth)
        // With `omit` the entry of an unknown id is null, not left out.
        if (isOmitting) return null
        throw refuseNode(String(id))
      }),
    )
  })

  const one = (request: Parameters<typeof requireProject>[1]): NodeAnswer & { readonly _links: unknown } => {
    const project = requireProject(view, request)
    const group = readChoice(paramOf(request, 'group'), GROUPS, 'areas')
    const structureType = group === 'areas' ? 'area' : 'iteration'
    const tail = (paramsOf(request)['*'] ?? '').split(/[/\\]/).filter(part => part !== '')
    const path = [project.name, ...tail].join('\\')
    const node = findNodeByPath(view.organization, structureType, path)
    if (node === null) throw refuseNode(path)
    const rendered = renderNode(view, project, node, readNumber(readQuery(request), '$depth', 0))
    return { ...rendered, _links: { self: { href: rendered.url } } }
  }
  answer(app, 'GET', ['project'], 'wit/classificationnodes/:group', one)
  answer(app, 'GET', ['project'], 'wit/classificationnodes/:group/*', one)
}

const refuseNode = (node: string): Refusal =>
  new Refusal(
    404,
    'ClassificationNodeNotFoundException',
    `VS402485: The area or iteration node '${node}' does not exist or you do not have permission to access it.`,
  )

function renderNode(view: View, project: Project, node: ClassificationNode, depth: number): NodeAnswer {
  const children = listChildNodes(view.organization, node)
  const isArea = node.structureType === 'area'
  const [, ...tail] = pathOfNode(view.organization, node.id).split('\\')
  const url = `${view.baseUrl}/${project.id}/_apis/wit/classificationNodes/${isArea ? 'Areas' : 'Iterations'}`
  return {
    id: node.id,
    identifier: node.identifier,
    name: node.name,
    structureType: node.structureType,
    hasChildren: children.length > 0,
    ...(depth > 0 && children.length > 0
      ? { children: children.map(child => renderNode(view, project, child, depth - 1)) }
      : {}),
    ...(node.startDate === undefined && node.finishDate === undefined
      ? {}
      : {
          attributes: {
            ...(node.startDate === undefined ? {} : { startDate: node.startDate }),
            ...(node.finishDate === undefined ? {} : { finishDate: node.finishDate }),
          },
        }),
    // Unlike System.IterationPath: a leading backslash, and the structure's name as an additional second segment.
    path: ['', project.name, isArea ? 'Area' : 'Iteration', ...tail].join('\\'),
    url: [url, ...tail.map(encodeURIComponent)].join('/'),
  }
}
