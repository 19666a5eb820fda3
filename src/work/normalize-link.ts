import type { LinkFact, LinkListFact, Observation } from './fact.ts'
import { canonicalInstant } from './instant.ts'
import type { Mapping } from './mapping.ts'
import { recordId } from './record-id.ts'
import type { SourceLink, SourceLinkList } from './source-record.ts'

export function normalizeLink(
  record: SourceLink,
  connectionId: string,
  mapping: Mapping,
  seenAt: string | null = null,
): LinkFact {
  const { externalId, typeId, fromId, toId, active, changedAt, madeAt } = record
  return {
    type: 'link',
    id: recordId(connectionId, 'link', externalId),
    externalId,
    linkTypeExternalId: typeId,
    meaning: mapping.meaningOf(typeId),
    fromId: recordId(connectionId, 'work_item', fromId),
    toId: recordId(connectionId, 'work_item', toId),
    active,
    changedAt: changedAt === null ? null : canonicalInstant(changedAt),
    seenAt,
    observations: [
      ...(madeAt === undefined ? [] : [observeLink(true, madeAt)]),
      ...(changedAt === null ? [] : [observeLink(active, changedAt)]),
    ],
  }
}

const observeLink = (active: boolean, at: string): Observation => ({
  field: 'linked',
  value: active ? 'true' : null,
  raw: null,
  at: canonicalInstant(at),
  order: 0,
  authorId: null,
  origin: 'observed',
})

export function normalizeLinkList(record: SourceLinkList, connectionId: string, mapping: Mapping): LinkListFact {
  const seenAt = canonicalInstant(record.seenAt)
  return {
    type: 'link_list',
    id: recordId(connectionId, 'work_item', record.externalId),
    seenAt,
    links: record.links.map(link => normalizeLink(link, connectionId, mapping, seenAt)),
  }
}

export type LinkEnds = Pick<LinkFact, 'meaning' | 'fromId' | 'toId' | 'active' | 'changedAt'> & {
  /** Tells apart what was said of one instant; the higher holds. */
  readonly order?: number
}

/**
 * What a link that means "parent" says about its child. Null for other links, and where the tracker does not say when
 * the link changed: it has no place in the history then.
 */
export function parentObservation(
  link: LinkEnds,
): { readonly itemId: string; readonly observation: Observation } | null {
  if (link.meaning !== 'parent' || link.changedAt === null) return null
  return {
    itemId: link.toId,
    observation: {
      field: 'parent',
      value: link.active ? link.fromId : null,
      raw: null,
      at: link.changedAt,
      order: link.order ?? 0,
      authorId: null,
      origin: 'observed',
    },
  }
}
