import type { Item } from '../../api/operation.ts'
import { words } from '../../words/words.ts'

const text = words.connections.mapping

export type MappedWord = Item<'GET /connections/{id}/mappings'>
export type Meaning = MappedWord['effective']['meaning']

export const SUBJECTS = ['status', 'item_type', 'field', 'link_type'] as const

/** Words of the API under the names that the page gives them; one that is new here as it is. */
const nameIn = (names: Readonly<Record<string, string>>, word: string): string => names[word] ?? word

/** A meaning in words; null: it means nothing here. */
export function describeMeaning({ subject }: Pick<MappedWord, 'subject'>, meaning: Meaning): string {
  if (meaning === null) return text.nothing
  if (typeof meaning === 'string') return nameIn(subject === 'link_type' ? text.links : words.meanings.state, meaning)
  if ('kind' in meaning) return text.describeType(nameIn(text.kinds, meaning.kind), meaning.level)
  const unit = meaning.unit === null ? null : nameIn(text.units, meaning.unit)
  return text.describeField(nameIn(text.roles, meaning.role), unit)
}

export const keyOf = ({ subject, externalId, project }: MappedWord): string =>
  `${subject} ${externalId} ${project?.externalId ?? ''}`

/** What names a word to the service. */
export const refOf = ({ subject, externalId, project }: MappedWord) => ({
  subject,
  externalId,
  projectId: project?.externalId ?? null,
})
