import type { Cursor } from '../../src/work/raw-record.ts'
import type { Division, Page } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { FeedRefusedError, findToken, readPosition, writePosition } from './continuation.ts'
import type { Organization } from './organization.ts'
import { type AskedQuestion, chooseQuestion, type Reading, readRows } from './revision-feed.ts'
import { isQueryCursor, readWorkItemsByQuery } from './work-items-by-query.ts'

/** How far our clock may be ahead of the tracker's when the feed is asked from "now" on; what is read twice is known. */
const CLOCK_LEEWAY_MS = 3_600_000

/**
 * Every revision of the organisation, in the tracker's order. Not limited to projects or types: an item that moves or
 * changes its type would silently leave a narrower feed. Only the parts of the first reading are (divideWorkItems).
 */
export async function* readWorkItems(
  organization: Organization,
  after: Cursor | null,
  projectId: string | null = null,
): AsyncGenerator<Page> {
  const asked = await chooseQuestion(organization)
  const { filter } = asked
  if (isQueryCursor(after)) return yield* readWorkItemsByQuery(organization, after, filter)
  if (projectId !== null) {
    const from = readPosition(after, filter)?.token ?? null
    yield* readProject(organization, asked, projectId, { from, write: token => writePosition({ token, filter }) })
    return
  }
  yield* readOrganization(organization, asked, after)
}

/**
 * The feed goes on without what happened in a project while it was hidden from us. When we see one that we did not see
 * before, its own feed is read from its beginning: it tells the revisions that items had in it.
 */
async function* readOrganization(
  organization: Organization,
  asked: AskedQuestion,
  after: Cursor | null,
): AsyncGenerator<Page> {
  const { filter, followedIds } = asked
  const position = readPosition(after, filter)
  const beginning = position?.token ?? null
  const isSeen = (id: string): boolean => beginning === null || (position?.seen?.includes(id) ?? true)
  let seen = followedIds.filter(isSeen)
  for (const projectId of followedIds.filter(id => !isSeen(id))) {
    const from = position?.returned?.projectId === projectId ? position.returned.token : null
    const write = (token: string | null): Cursor =>
      writePosition({ token: beginning, filter, seen, returned: { projectId, token } })
    if (yield* readProject(organization, asked, projectId, { from, write })) seen = [...seen, projectId]
  }
  let last = beginning
  const write = (token: string | null): Cursor => {
    last = token
    return writePosition({ token, filter, seen })
  }
  try {
    yield* readRows(organization, asked, '', { from: beginning, write })
  } catch (error) {
    if (!(error instanceof FeedRefusedError)) throw error
    return yield* readWorkItemsByQuery(organization, null, filter)
  }
  if (last === beginning || seen.length === 0) return
  // A project that was hidden meanwhile counts as not seen, so that its return is noticed.
  const stillSeen = await organization.listSeenProjects()
  if (seen.every(id => stillSeen.has(id))) return
  yield { records: [], cursor: writePosition({ token: last, filter, seen: seen.filter(id => stillSeen.has(id)) }) }
}

/** Ends where the project has gone, or is hidden from us since: there is nothing left of it to read. Else it gives true. */
async function* readProject(
  organization: Organization,
  asked: AskedQuestion,
  projectId: string,
  reading: Reading,
): AsyncGenerator<Page, boolean> {
  try {
    yield* readRows(organization, asked, `/${projectId}`, reading)
    return true
  } catch (error) {
    if (!(error instanceof RejectedError) || (await organization.listSeenProjects()).has(projectId)) throw error
    return false
  }
}

/**
 * By project, where all projects are followed: a project's feed tells the revisions an item had in it, so that of an item
 * that moved every project tells its share. Where some are not followed, only the organisation's feed tells that an item
 * has left. Afterwards that feed goes on from where it stood before.
 */
export async function divideWorkItems(organization: Organization): Promise<Division | null> {
  if (organization.named !== undefined) return null
  const { followed, followedIds: seen, filter, ask } = await chooseQuestion(organization)
  if (followed.length < 2) return null
  const startDateTime = new Date(organization.now().getTime() - CLOCK_LEEWAY_MS).toISOString()
  const token = await findToken(organization.client, ask('', { startDateTime }))
  if (token === null) return null
  const parts = followed.map(({ id, name }) => ({ externalId: id, name }))
  return { parts, cursor: writePosition({ token, filter, seen }) }
}
