import type { Static } from 'typebox'
import type { SourceLink } from '../../src/work/source-record.ts'
import { readInstant } from './instants.ts'
import { readText } from './json-text.ts'
import type { historySchema, issueSchema } from './payloads.ts'

/**
 * All links of an issue. The same link is told at both ends under one id. The outward end acts: where this issue "blocks"
 * another, the other is its `outwardIssue`; exactly one of the two is present.
 */
export function readIssueLinks(
  { id, fields }: Static<typeof issueSchema>,
  histories: readonly Static<typeof historySchema>[],
): readonly SourceLink[] {
  return (fields.issuelinks ?? []).flatMap(link => {
    const other = link.outwardIssue ?? link.inwardIssue ?? null
    if (other === null) return []
    const [fromId, toId] = link.outwardIssue === other ? [id, other.id] : [other.id, id]
    const madeAt = findMaking(histories, other.key)
    return {
      type: 'link' as const,
      externalId: String(link.id),
      typeId: String(link.type.id),
      fromId: String(fromId),
      toId: String(toId),
      active: true,
      changedAt: null,
      ...(madeAt === null ? {} : { madeAt }),
    }
  })
}

/**
 * When the link to an issue was made. The history tells neither the id nor the type of a link, but the key of the other issue
 * and a sentence such as "This issue blocks EX-7"; a removal repeats that sentence. Where several links to the issue stand, or
 * it had another key then, nobody can say.
 */
function findMaking(histories: readonly Static<typeof historySchema>[], key: string | null | undefined): string | null {
  if (typeof key !== 'string') return null
  const standing = new Map<string, string>()
  const dated = histories.flatMap(({ created, items }) => {
    const at = readInstant(created)
    return at === null ? [] : [{ at, items }]
  })
  for (const { at, items } of dated.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    for (const item of items) {
      if (readText(item, 'field') !== 'Link') continue
      if (readText(item, 'from') === key) standing.delete(readText(item, 'fromString') ?? '')
      if (readText(item, 'to') === key) standing.set(readText(item, 'toString') ?? '', at)
    }
  }
  const [only, ...others] = standing.values()
  return others.length > 0 ? null : (only ?? null)
}
