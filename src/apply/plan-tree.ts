import { Type } from 'typebox'
import { type CurrentNode, type CurrentState, findNode } from './current-state.ts'
import { fillNames, type Parent, planInitiatives } from './plan-initiatives.ts'
import type { FileInitiative, FileMilestoneSource, FilePortfolio } from './portfolio-file.ts'
import { compare, type Ids, named, placeOf, requireId, type Step } from './step.ts'

const Made = Type.Object({ id: Type.String() })

/** Portfolios, programs, workstreams, initiatives and their milestones, parents first. */
export function planTree(portfolios: readonly FilePortfolio[], current: CurrentState, ids: Ids): readonly Step[] {
  return portfolios.flatMap(({ name, owner, weight, milestonesFrom, timeZone, programs = [], initiatives = [] }) => {
    const place = placeOf('portfolio', name)
    const portfolio = findNode(current.portfolios, null, name)
    const steps = planNode(
      'portfolio',
      {
        name,
        fields: { owner, weight, milestonesFrom: fillNames(milestonesFrom), timeZone },
        before: portfolio,
        place,
        parent: null,
      },
      ids,
    )
    return [
      ...steps,
      ...planInitiatives(initiatives, { place, before: portfolio }, current, ids),
      ...programs.flatMap(program => {
        const parent = {
          place: placeOf('program', name, program.name),
          ...within(portfolio, current.programs, program),
        }
        return [
          ...planGroup('program', program, { ...parent, parent: place }, current, ids),
          ...(program.workstreams ?? []).flatMap(workstream =>
            planGroup(
              'workstream',
              workstream,
              {
                place: placeOf('workstream', name, program.name, workstream.name),
                ...within(parent.before, current.workstreams, workstream),
                parent: parent.place,
              },
              current,
              ids,
            ),
          ),
        ]
      }),
    ]
  })
}

const within = (
  parent: CurrentNode | undefined,
  nodes: readonly CurrentNode[],
  { name }: { readonly name: string },
) => ({
  before: parent === undefined ? undefined : findNode(nodes, parent.id, name),
})

interface FileGroup {
  readonly name: string
  readonly owner?: string
  readonly weight?: number
  readonly milestonesFrom?: readonly FileMilestoneSource[]
  readonly initiatives?: readonly FileInitiative[]
}

/** A node that holds initiatives, and those. */
function planGroup(
  what: 'program' | 'workstream',
  { name, owner, weight, milestonesFrom, initiatives = [] }: FileGroup,
  { place, before, parent }: Parent & { readonly parent: string },
  current: CurrentState,
  ids: Ids,
): readonly Step[] {
  return [
    ...planNode(
      what,
      { name, fields: { owner, weight, milestonesFrom: fillNames(milestonesFrom) }, before, place, parent },
      ids,
    ),
    ...planInitiatives(initiatives, { place, before }, current, ids),
  ]
}

interface WantedNode {
  readonly name: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly before: CurrentNode | undefined
  readonly place: string
  readonly parent: string | null
}

function planNode(
  what: 'portfolio' | 'program' | 'workstream',
  { name, fields, before, place, parent }: WantedNode,
  ids: Ids,
): readonly Step[] {
  if (before === undefined) {
    return [
      {
        action: 'create',
        what,
        name,
        fields: compare({}, fields),
        async run(service, made) {
          const parentId = parent === null ? {} : { parentId: requireId(made, parent) }
          const { id } = await service.send('POST', `/${what}s`, { name, ...named(fields), ...parentId }, Made)
          made.set(place, id)
          return null
        },
      },
    ]
  }
  ids.set(place, before.id)
  const changed = compare({ ...before }, fields)
  if (changed.length === 0) return []
  return [
    {
      action: 'change',
      what,
      name,
      fields: changed,
      async run(service) {
        await service.send(
          'PATCH',
          `/${what}s/${before.id}`,
          Object.fromEntries(changed.map(({ field, to }) => [field, to])),
          Made,
        )
        return null
      },
    },
  ]
}
