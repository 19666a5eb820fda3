import { Type } from 'typebox'
import { selectorsOf } from './check-references.ts'
import { type CurrentInitiative, type CurrentNode, type CurrentState, findNode, sameName } from './current-state.ts'
import { listFileInitiatives } from './file-initiatives.ts'
import { planMilestones } from './plan-milestones.ts'
import type { FileInitiative, FileMilestoneSource, FilePortfolio, FileRule } from './portfolio-file.ts'
import { PortfolioFileError } from './read-portfolio-file.ts'
import { canonical, compare, type Ids, named, placeOf, requireId, type Step } from './step.ts'

const Made = Type.Object({ id: Type.String() })

/** As the service writes them. */
export const fillNames = (sources: readonly FileMilestoneSource[] | undefined) =>
  sources?.map(({ source, name = null }) => ({ source, name }))

export interface Parent {
  readonly place: string
  readonly before: CurrentNode | undefined
}

/** Initiatives of one node, with their milestones. */
export function planInitiatives(
  initiatives: readonly FileInitiative[],
  parent: Parent,
  current: CurrentState,
  ids: Ids,
): readonly Step[] {
  return initiatives.flatMap(initiative => {
    const place = placeOf('initiative', parent.place, initiative.name)
    const before =
      parent.before === undefined ? undefined : findNode(current.initiatives, parent.before.id, initiative.name)
    if (before !== undefined) ids.set(place, before.id)
    return [
      ...planInitiative(initiative, { place, parent: parent.place, before }, current),
      ...planMilestones(initiative, { place, initiativeId: before?.id ?? null }, current.milestones),
    ]
  })
}

interface PlacedInitiative {
  readonly place: string
  readonly parent: string
  readonly before: CurrentInitiative | undefined
}

function planInitiative(
  initiative: FileInitiative,
  { place, parent, before }: PlacedInitiative,
  current: CurrentState,
): readonly Step[] {
  const { name, owner, weight, priority, trackerWeights } = initiative
  const milestonesFrom = fillNames(initiative.milestonesFrom)
  const names = new Map(current.connections.map(each => [each.id, each.name]))
  // As the service writes it where it has the connection: names that differ in case only are no difference.
  const spell = (connection: string) =>
    current.connections.find(each => sameName(each.name, connection))?.name ?? connection
  const rules = initiative.scope === undefined ? undefined : readRules(initiative.scope)
  // Compared by the connections' names: of those that the same file creates there is no id yet.
  const wanted = named({
    owner,
    weight,
    milestonesFrom,
    priority,
    scope: rules?.map(rule => showRule({ ...rule, connection: spell(rule.connection) })).toSorted(),
    trackerWeights: weightsOf(trackerWeights, spell),
  })
  const known =
    before === undefined
      ? {}
      : {
          ...before,
          scope: before.scope
            .map(rule => showRule({ ...rule, connection: names.get(rule.connectionId) ?? '' }))
            .toSorted(),
          trackerWeights: weightsOf(
            Object.fromEntries(before.trackerWeights.map(each => [names.get(each.connectionId) ?? '', each.weight])),
            spell,
          ),
        }
  const fields = compare(known, wanted)
  if (before !== undefined && fields.length === 0) return []
  const body = (ids: Ids) =>
    named({
      owner,
      weight,
      milestonesFrom,
      priority,
      scope: rules?.map(({ connection, ...rule }) => ({
        ...rule,
        connectionId: requireConnection(ids, connection, name),
      })),
      trackerWeights:
        trackerWeights === undefined
          ? undefined
          : Object.entries(trackerWeights).map(([connection, each]) => ({
              connectionId: requireConnection(ids, connection, name),
              weight: each,
            })),
    })
  return [
    {
      action: before === undefined ? 'create' : 'change',
      what: 'initiative',
      name,
      fields,
      async run(service, ids) {
        if (before !== undefined) await service.send('PATCH', `/initiatives/${before.id}`, body(ids), Made)
        else {
          const { id } = await service.send(
            'POST',
            '/initiatives',
            { name, parentId: requireId(ids, parent), ...body(ids) },
            Made,
          )
          ids.set(place, id)
        }
        return null
      },
    },
  ]
}

interface NamedRule {
  readonly effect: string
  readonly connection: string
  readonly selector: string
  readonly value: string
  readonly project: string | null
}

const readRules = (rules: readonly object[]): readonly NamedRule[] =>
  rules.flatMap(each => {
    const rule = each as FileRule
    const { connection, effect = 'include', inProject = null } = rule
    return selectorsOf(rule).map(selector => ({
      effect,
      connection,
      selector,
      value: rule[selector] ?? '',
      project: inProject,
    }))
  })

const showRule = ({ effect, connection, selector, value, project }: NamedRule): string =>
  `${effect} ${connection}: ${selector} ${value}${project === null ? '' : ` in ${project}`}`

const weightsOf = (
  weights: Readonly<Record<string, number>> | undefined,
  spell: (connection: string) => string,
): string | undefined =>
  weights === undefined
    ? undefined
    : canonical(Object.fromEntries(Object.entries(weights).map(([name, weight]) => [spell(name), weight])))

function requireConnection(ids: Ids, name: string, initiative: string): string {
  const id = ids.get(placeOf('connection', name))
  if (id === undefined)
    throw new PortfolioFileError([
      `Initiative "${initiative}" names the connection "${name}", which is neither in the file nor in the service.`,
    ])
  return id
}

/** Names of connections that the tree uses and nobody has. */
export function findUnknownConnections(
  portfolios: readonly FilePortfolio[],
  known: ReadonlySet<string>,
): readonly string[] {
  return listFileInitiatives(portfolios).flatMap(({ initiative: { name, scope = [], trackerWeights = {} } }) => {
    const used = [...scope.map(rule => (rule as FileRule).connection), ...Object.keys(trackerWeights)]
    const unknown = [...new Set(used)].filter(each => !known.has(placeOf('connection', each)))
    return unknown.map(
      each => `Initiative "${name}" names the connection "${each}", which is neither in the file nor in the service.`,
    )
  })
}
