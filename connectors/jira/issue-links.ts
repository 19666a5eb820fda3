import type { Static } from 'typebox'
import type { SourceLink } from '../../src/work/source-record.ts'
import type { issueSchema } from './payloads.ts'

/**
 * All links of an issue. The same link is told at both ends under one id. The outward end acts: where this issue "blocks"
 * another, the other is its `outwardIssue`; exactly one of the two is present.
 */
export function readIssueLinks({ id, fields }: Static<typeof issueSchema>): readonly SourceLink[] {
  return (fields.issuelinks ?? []).flatMap(link => {
    const other = link.outwardIssue ?? link.inwardIssue ?? null
    if (other === null) return []
    const [fromId, toId] = link.outwardIssue === other ? [id, other.id] : [other.id, id]
    return {
      type: 'link' as const,
      externalId: String(link.id),
      typeId: String(link.type.id),
      fromId: String(fromId),
      toId: String(toId),
      active: true,
      changedAt: null,
    }
  })
}
