import type { LinkChange, Revision, WorkItem } from './organization-state.ts'
import { type IdentityAnswer, renderIdentity, type View } from './view.ts'
import {
  type AnswerValue,
  NEVER,
  type RelationAnswer,
  renderFields,
  renderRelation,
  urlOfWorkItem,
} from './work-item-answer.ts'

export interface FieldChange {
  readonly oldValue?: AnswerValue
  readonly newValue?: AnswerValue
}

export interface UpdateAnswer {
  /** Counts revisions and link changes together, so it runs ahead of `rev`. */
  readonly id: number
  readonly workItemId: number
  readonly rev: number
  readonly revisedBy: IdentityAnswer
  /** When this state was superseded, not when it began. */
  readonly revisedDate: string
  readonly fields?: Readonly<Record<string, FieldChange>>
  readonly relations?: { readonly added?: readonly RelationAnswer[]; readonly removed?: readonly RelationAnswer[] }
  readonly url: string
}

/** All updates of an item, oldest first. */
export function listUpdates(view: View, item: WorkItem): readonly UpdateAnswer[] {
  const links = view.organization.index.linkChangesByItem.get(item.id) ?? []
  const updates: Omit<UpdateAnswer, 'id' | 'url'>[] = []
  let nextLink = 0
  for (const revision of item.revisions) {
    const revisedDate = item.revisions[revision.rev]?.changedDate ?? NEVER
    const endMs = Date.parse(revisedDate)
    // A link given at creation is part of the first update.
    const [first] = links
    const isCreation = revision.rev === 1 && first !== undefined && first.changedDate === revision.changedDate
    updates.push({
      workItemId: item.id,
      rev: revision.rev,
      revisedBy: renderIdentity(view, revision.changedBy),
      revisedDate,
      fields: compareFields(view, item, item.revisions[revision.rev - 2] ?? null, revision, 'object'),
      ...(isCreation ? { relations: renderLinkChange(view, item, first) } : {}),
    })
    if (isCreation) nextLink = 1
    for (
      let link = links[nextLink];
      link !== undefined && Date.parse(link.changedDate) < endMs;
      link = links[nextLink]
    ) {
      nextLink += 1
      updates.push({
        workItemId: item.id,
        rev: revision.rev,
        revisedBy: renderIdentity(view, link.changedBy),
        revisedDate,
        relations: renderLinkChange(view, item, link),
      })
    }
  }
  return updates.map((update, position) => ({
    id: position + 1,
    ...update,
    url: `${urlOfWorkItem(view, item.id)}/updates/${position + 1}`,
  }))
}

export function renderLinkChange(view: View, item: WorkItem, link: LinkChange): NonNullable<UpdateAnswer['relations']> {
  const relations = [renderRelation(view, item, link)]
  return link.isActive ? { added: relations } : { removed: relations }
}

/** What changed from one revision to the next; an empty side is left out. */
export function compareFields(
  view: View,
  item: WorkItem,
  before: Revision | null,
  after: Revision,
  identities: 'object' | 'text',
): Record<string, FieldChange> {
  const choice = { names: null, identities, set: 'all', parentAtMs: Date.parse(after.changedDate) } as const
  const oldFields = before === null ? {} : renderFields(view, item, before, choice)
  const newFields = renderFields(view, item, after, choice)
  const changes: Record<string, FieldChange> = {}
  for (const name of new Set([...Object.keys(oldFields), ...Object.keys(newFields)])) {
    const [oldValue, newValue] = [oldFields[name], newFields[name]]
    // Identities are rendered once and reused, so the same person is the same object.
    if (oldValue === newValue) continue
    changes[name] = {
      ...(oldValue === undefined ? {} : { oldValue }),
      ...(newValue === undefined ? {} : { newValue }),
    }
  }
  return changes
}
