import type { Fact, Observation } from '../../work/fact.ts'
import { compareInstants } from '../../work/instant.ts'
import { type LinkEnds, parentObservation } from '../../work/normalize-link.ts'
import type { Queryable } from '../database.ts'
import { saveProposals } from '../mapping/proposals.ts'
import { savePeople } from '../people/people.ts'
import type { ReplayedItems } from '../sync/replayed-items.ts'
import { followAreas, saveAreas } from './areas.ts'
import type { Version } from './guarded-write.ts'
import { saveIterations } from './iterations.ts'
import { saveLinkHistories } from './link-histories.ts'
import { type RetiredLink, retireMissingLinks, saveLinks } from './links.ts'
import { saveProjects } from './projects.ts'
import { dropKnown, newestOfEach, type ReadRecord, saveRawRecords } from './raw-records.ts'
import { type FactReading, readFacts, type Versioned } from './read-facts.ts'
import { saveReleases } from './releases.ts'
import { applyRemovals, settleVisibility } from './removals.ts'
import { saveTeamPlans, saveTeams } from './teams.ts'
import { saveWorkItems } from './work-items.ts'
import { saveWorklogs } from './worklogs.ts'

export interface ApplyOptions extends FactReading {
  /**
   * A replay: also take records whose content is stored already, since the mapping changed and not the record. Holds the
   * items whose history this replay has begun to build anew; one set for the whole replay.
   */
  readonly replayed?: ReplayedItems
  /** Read by id: also take what is stored already, since a record that counted as gone is there again. */
  readonly byId?: boolean
}

/** What a batch changed; ids are ours. */
export interface Applied {
  readonly changed: number
  readonly deleted: number
  /** Records kept with the reason why they could not be read. */
  readonly unreadable: readonly { readonly kind: string; readonly externalId: string; readonly reason: string }[]
  readonly touchedItemIds: readonly string[]
  /** Releases and iterations, and items whose day or state changed. */
  readonly touchedDateIds: readonly string[]
  /** A proposal is new or differs: stored records should be read again with it. */
  readonly mappingChanged: boolean
  readonly gaps: readonly { readonly kind: string; readonly subject: string; readonly detail: string }[]
}

/**
 * The one write path, for sync, webhook, first load and replay alike: raw records, facts and intervals of a batch, in the
 * caller's transaction. Applying a batch twice, late, or in another order ends in the same state.
 */
export async function applyRecords(
  db: Queryable,
  batch: readonly ReadRecord[],
  options: ApplyOptions,
): Promise<Applied> {
  const { connectionId, replayed, byId = false } = options
  const unique = newestOfEach(batch)
  const records = replayed !== undefined || byId ? unique : await dropKnown(db, connectionId, unique)
  const { facts, proposers, proposals, unreadable } = await readFacts(db, records, options)
  const mappingChanged = await saveProposals(db, connectionId, proposers, proposals)
  const saved = await saveFacts(db, connectionId, facts, replayed ?? null)
  // In a replay the answers themselves are the same; only whether one can be read may have changed.
  const isWritten = ({ raw, wasUnreadable }: ReadRecord): boolean =>
    replayed === undefined || unreadable.has(raw) || wasUnreadable === true
  await saveRawRecords(db, connectionId, records.filter(isWritten), unreadable)
  return {
    ...saved,
    mappingChanged,
    changed: records.length,
    unreadable: [...unreadable].map(([{ kind, externalId }, reason]) => ({ kind, externalId, reason })),
  }
}

async function saveFacts(
  db: Queryable,
  connectionId: string,
  facts: readonly Versioned[],
  replayed: ReplayedItems | null,
) {
  await saveProjects(db, connectionId, newest(pick(facts, 'project')))
  await savePeople(db, connectionId, pick(facts, 'person'))
  const iterationIds = await saveIterations(db, connectionId, newest(pick(facts, 'iteration')))
  await saveTeams(db, connectionId, newest(pick(facts, 'team')))
  await saveTeamPlans(db, connectionId, newest(pick(facts, 'team_plan')))
  const moved = await saveAreas(db, connectionId, newest(pick(facts, 'area')))
  const releaseIds = await saveReleases(db, connectionId, newest(pick(facts, 'release')))

  const items = pick(facts, 'work_item')
  const lists = newest(pick(facts, 'link_list'))
  const links = [
    ...pick(facts, 'link'),
    ...[...items, ...lists].flatMap(({ fact, version }) => (fact.links ?? []).map(link => ({ fact: link, version }))),
  ]
  const readTicket = Math.max(0, ...facts.map(({ version }) => version.readTicket))
  const linkedItems = await saveLinks(db, connectionId, links)
  const retired = await retireMissingLinks(
    db,
    [...items, ...lists].flatMap(({ fact }) =>
      fact.links === null
        ? []
        : [
            {
              itemId: fact.id,
              linkIds: fact.links.map(({ id }) => id),
              at: fact.type === 'work_item' ? fact.updatedAt : fact.seenAt,
            },
          ],
    ),
    readTicket,
  )
  await saveLinkHistories(
    db,
    connectionId,
    links.map(({ fact }) => fact),
    retired,
  )
  // Links that are an item's own list belong to trackers that report the parent with the item itself.
  const parents = parentsOf([
    ...pick(facts, 'link').map(({ fact }) => fact),
    ...datedByLists(lists, retired, readTicket),
  ])
  const changedItems = await saveWorkItems(db, connectionId, items, parents, replayed)
  if (items.some(({ fact }) => fact.areaExternalId !== null))
    await followAreas(db, connectionId, { itemIds: changedItems.ids })
  const loggedItems = await saveWorklogs(db, connectionId, newest(pick(facts, 'worklog')))
  const gone = await applyRemovals(
    db,
    connectionId,
    pick(facts, 'removal').map(({ fact, version }) => ({ ...fact, version })),
  )
  const settled: string[] = []
  for (const kind of ['project', 'iteration', 'release', 'work_item', 'worklog', 'team'] as const) {
    settled.push(
      ...(await settleVisibility(
        db,
        kind,
        pick(facts, kind).map(({ fact }) => fact.id),
      )),
    )
  }
  return {
    deleted: gone.length,
    touchedDateIds: [...releaseIds, ...iterationIds, ...changedItems.datedIds],
    touchedItemIds: [
      ...new Set([
        ...changedItems.ids,
        ...moved,
        ...loggedItems,
        ...linkedItems,
        ...retired.flatMap(({ fromId, toId }) => [fromId, toId]),
        ...gone,
        ...settled,
      ]),
    ],
    gaps: items.flatMap(({ fact }) =>
      fact.gap === null ? [] : [{ kind: 'truncated_history', subject: fact.externalId, detail: fact.gap }],
    ),
  }
}

type FactOf<Type extends Fact['type']> = Extract<Fact, { type: Type }>

function pick<Type extends Fact['type']>(facts: readonly Versioned[], type: Type) {
  return facts.filter((each): each is { fact: FactOf<Type>; version: Version } => each.fact.type === type)
}

/** The last reading of each record; one statement must not write a key twice. */
function newest<Each extends { fact: { readonly id: string } }>(facts: readonly Each[]): readonly Each[] {
  return [...new Map(facts.map(each => [each.fact.id, each])).values()]
}

/**
 * Links have their place in the history since they were first seen, and until they were first missed. A parent that is
 * missed where another is seen was replaced: the list of either end may be the later one.
 */
function datedByLists(
  lists: readonly { readonly fact: FactOf<'link_list'>; readonly version: Version }[],
  retired: readonly RetiredLink[],
  readTicket: number,
): readonly LinkEnds[] {
  const changedAt = lists
    .map(({ fact }) => fact.seenAt)
    .sort(compareInstants)
    .at(-1)
  if (changedAt === undefined) return []
  const seen = lists.flatMap(({ fact: { links, seenAt }, version }) =>
    links.map(link => ({ ...link, changedAt: seenAt, order: version.readTicket })),
  )
  const parented = new Set(seen.filter(({ meaning }) => meaning === 'parent').map(({ toId }) => toId))
  const missed = retired.filter(({ meaning, toId }) => meaning !== 'parent' || !parented.has(toId))
  return [...seen, ...missed.map(link => ({ ...link, active: false, changedAt, order: readTicket }))]
}

function parentsOf(links: readonly LinkEnds[]): ReadonlyMap<string, readonly Observation[]> {
  const parents = new Map<string, Observation[]>()
  for (const link of links) {
    const found = parentObservation(link)
    if (found === null) continue
    parents.set(found.itemId, [...(parents.get(found.itemId) ?? []), found.observation])
  }
  return parents
}
