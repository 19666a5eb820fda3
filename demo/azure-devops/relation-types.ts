/** The link types of the service; remote and resource links exist as types, the stand-in makes none of them. */

interface LinkType {
  readonly referenceName: string
  /** The name of the other item: seen from the source (forward), seen from the target (reverse). */
  readonly forward: string
  readonly reverse: string
  readonly topology: 'tree' | 'dependency' | 'network'
  readonly remote: boolean
}

const linkType = (
  referenceName: string,
  forward: string,
  reverse: string,
  topology: LinkType['topology'],
  remote = false,
): LinkType => ({ referenceName, forward, reverse, topology, remote })

const linkTypes: readonly LinkType[] = [
  linkType('Microsoft.VSTS.Common.Affects', 'Affects', 'Affected By', 'dependency'),
  linkType('Microsoft.VSTS.Common.TestedBy', 'Tested By', 'Tests', 'dependency'),
  linkType('System.LinkTypes.Remote.Dependency', 'Produces For', 'Consumes From', 'dependency', true),
  linkType('System.LinkTypes.Duplicate', 'Duplicate', 'Duplicate Of', 'tree'),
  linkType('System.LinkTypes.Dependency', 'Successor', 'Predecessor', 'dependency'),
  linkType('System.LinkTypes.Hierarchy', 'Child', 'Parent', 'tree'),
  linkType('System.LinkTypes.Related', 'Related', 'Related', 'network'),
]

const resourceLinks = { AttachedFile: 'Attached File', Hyperlink: 'Hyperlink', ArtifactLink: 'Artifact Link' }

/** The directed name of a link type: a network type has no direction. */
export function relationNameOf(
  linkReferenceName: string,
  isForward: boolean,
): { readonly rel: string; readonly name: string } {
  const type = linkTypes.find(({ referenceName }) => referenceName === linkReferenceName)
  if (type === undefined) throw new Error(`no link type ${linkReferenceName}`)
  if (type.topology === 'network') return { rel: type.referenceName, name: type.forward }
  return isForward
    ? { rel: `${type.referenceName}-Forward`, name: type.forward }
    : { rel: `${type.referenceName}-Reverse`, name: type.reverse }
}

export interface RelationTypeAnswer {
  readonly attributes: Readonly<Record<string, string | boolean>>
  readonly referenceName: string
  readonly name: string
  readonly url: string
}

export function renderRelationTypes(baseUrl: string): readonly RelationTypeAnswer[] {
  const render = (
    referenceName: string,
    name: string,
    attributes: RelationTypeAnswer['attributes'],
  ): RelationTypeAnswer => ({
    attributes,
    referenceName,
    name,
    url: `${baseUrl}/_apis/wit/workItemRelationTypes/${referenceName}`,
  })
  const links = linkTypes.flatMap(type => {
    const attributes = {
      usage: 'workItemLink',
      editable: false,
      enabled: true,
      acyclic: type.topology !== 'network',
      directional: type.topology !== 'network',
      singleTarget: type.topology !== 'tree',
      topology: type.topology,
      remote: type.remote,
    }
    if (type.topology === 'network') return [render(type.referenceName, type.forward, attributes)]
    const [forward, reverse] = [`${type.referenceName}-Forward`, `${type.referenceName}-Reverse`]
    return [
      render(forward, type.forward, { ...attributes, isForward: true, oppositeEndReferenceName: reverse }),
      render(reverse, type.reverse, { ...attributes, isForward: false, oppositeEndReferenceName: forward }),
    ]
  })
  const resources = Object.entries(resourceLinks).map(([referenceName, name]) =>
    render(referenceName, name, { usage: 'resourceLink', editable: false, enabled: true }),
  )
  return [...links, ...resources]
}
