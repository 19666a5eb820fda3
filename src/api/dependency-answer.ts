import { Type } from 'typebox'
import { LINK_END_TYPES } from '../portfolio/dependency/dependency.ts'
import { DEPENDENCY_STATUSES, type JudgedDependency } from '../portfolio/dependency/judge-dependencies.ts'
import type { Queryable } from '../store/database.ts'
import { type LinkedEnd, listLinkedEnds } from '../store/portfolio/linked-ends.ts'
import { Id, nullable, word } from './field.ts'

/* What waits for what, with what a page needs to draw it. */

const day = () => nullable(Type.String({ description: 'YYYY-MM-DD' }))
const text = () => nullable(Type.String())

export const DependencyEnd = Type.Object({
  type: word(LINK_END_TYPES),
  id: Id,
  name: nullable(Type.String({ description: 'Key and title of an item, name of a milestone. Null: it is gone.' })),
  initiativeId: nullable(Type.String({ description: 'Null: no initiative has it in scope.' })),
  initiative: text(),
  connectionId: nullable(Type.String({ description: 'Null: the PMO entered it.' })),
  trackerName: text(),
  trackerKind: text(),
  url: nullable(Type.String({ description: 'Page in the tracker.' })),
})

const JudgedEnd = Type.Object({
  ...DependencyEnd.properties,
  milestoneId: nullable(
    Type.String({
      description:
        'The milestone that it is, or the first that waits for it; null: none does, or none that was looked at.',
    }),
  ),
})

export const OpenDependency = Type.Object({
  id: Type.String(),
  origin: word(['tracker', 'pmo']),
  provider: JudgedEnd,
  consumer: JudgedEnd,
  lagDays: Type.Integer(),
  reason: text(),
  status: word(DEPENDENCY_STATUSES),
  providerP50: day(),
  providerP80: day(),
  neededBy: day(),
  probabilityLate: nullable(Type.Number({ description: '0 to 1.' })),
  text: Type.String(),
})

const NOWHERE: Omit<LinkedEnd, 'name'> & { readonly name: null } = {
  ...{ name: null, initiativeId: null, initiative: null },
  ...{ connectionId: null, trackerName: null, trackerKind: null, url: null },
}

/** As it was concluded, with where both ends are. */
export async function showOpen(db: Queryable, open: readonly JudgedDependency[]) {
  const ends = await describeEnds(
    db,
    open.flatMap(({ provider, consumer }) => [provider.id, consumer.id]),
  )
  return open.map(({ provider, consumer, ...judged }) => ({
    ...judged,
    provider: { milestoneId: null, ...ends(provider.id), ...provider },
    consumer: { milestoneId: null, ...ends(consumer.id), ...consumer },
  }))
}

/** What is known of the end with an id. */
export async function describeEnds(db: Queryable, ids: readonly string[]) {
  const found = await listLinkedEnds(db, [...new Set(ids)])
  return (id: string) => found.get(id) ?? NOWHERE
}
