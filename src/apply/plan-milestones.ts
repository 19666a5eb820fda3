import { Type } from 'typebox'
import { type CurrentMilestone, sameName } from './current-state.ts'
import type { FileInitiative } from './portfolio-file.ts'
import { compare, named, requireId, type Step } from './step.ts'

const Made = Type.Object({ id: Type.String() })

interface PlacedInitiative {
  readonly place: string
  /** Null: the same file creates it. */
  readonly initiativeId: string | null
}

/**
 * The milestones a file enters. A day that differs is a move: it goes into the ledger. What the file promised holds until a
 * plan is approved, and then the plan.
 */
export function planMilestones(
  { milestones = [] }: FileInitiative,
  { place, initiativeId }: PlacedInitiative,
  current: readonly CurrentMilestone[],
): readonly Step[] {
  return milestones.flatMap(({ name, day, ...fields }): readonly Step[] => {
    const before = current.find(each => each.initiativeId === initiativeId && sameName(each.name, name))
    if (before === undefined) {
      return [
        {
          action: 'create',
          what: 'milestone',
          name,
          fields: compare({}, { day, ...fields }),
          async run(service, ids) {
            await service.send(
              'POST',
              '/milestones',
              { name, day, ...named(fields), initiativeId: requireId(ids, place) },
              Made,
            )
            return null
          },
        },
      ]
    }
    const { baselineDay: _, ...others } = fields
    const wanted = before.isBaselineApproved ? others : fields
    const changed = compare({ ...before, day: before.currentDay }, { day, ...wanted })
    if (changed.length === 0) return []
    return [
      {
        action: 'change',
        what: 'milestone',
        name,
        fields: changed,
        async run(service) {
          await service.send(
            'PATCH',
            `/milestones/${before.id}`,
            Object.fromEntries(changed.map(({ field, to }) => [field, to])),
            Made,
          )
          return null
        },
      },
    ]
  })
}
