import type { JiraSite } from './site.ts'

/** Which fields an answer carries: id only, or the ids named. */
export type FieldChoice = ReadonlySet<string>

/** `fields` as the caller wrote it: names, `*all`, `*navigable`, `-name` to leave one out. */
export function chooseFields(site: JiraSite, wanted: readonly string[], whenNone: 'none' | 'all'): FieldChoice {
  const asked = wanted
    .flatMap(text => text.split(','))
    .map(text => text.trim())
    .filter(Boolean)
  const chosen = new Set<string>()
  const isOnlyExclusions = asked.every(text => text.startsWith('-'))
  const words =
    asked.length === 0 ? (whenNone === 'all' ? ['*all'] : []) : isOnlyExclusions ? ['*all', ...asked] : asked
  for (const word of words) {
    if (word === '*all') for (const field of site.data.fields) chosen.add(field.id)
    else if (word === '*navigable')
      for (const field of site.data.fields.filter(each => each.navigable)) chosen.add(field.id)
    else if (word.startsWith('-')) chosen.delete(word.slice(1))
    else chosen.add(word)
  }
  return chosen
}
