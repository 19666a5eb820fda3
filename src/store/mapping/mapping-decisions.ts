import { sql } from 'drizzle-orm'
import { type Decided, type Decision, type DecisionProblem, decideMappings } from '../../work/decide-mapping.ts'
import { isSameMeaning, type MappingEntry, readsAlike } from '../../work/mapping.ts'
import { recordId } from '../../work/record-id.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { requestRun, type SyncRun } from '../sync/sync-runs.ts'
import { claimMapping } from './mapping-reader.ts'
import { listMappings } from './mappings.ts'

export interface DecisionsSaved {
  readonly problems: readonly DecisionProblem[]
  /** The replay that applies them to what is stored; null when nothing stored reads differently. */
  readonly run: SyncRun | null
}

/**
 * Keeps what a person decided about words of a tracker, all of it or nothing, with who and when. The last decision about a
 * word holds; each is kept in the list of decisions. Marks one replay, in the same transaction, where it changes anything.
 */
export async function saveDecisions(
  db: Queryable,
  connectionId: string,
  decisions: readonly Decision[],
  by: string,
): Promise<DecisionsSaved> {
  return await db.transaction(async tx => {
    // One list after the other, so that each is compared with what the one before it left.
    await claimMapping(tx, connectionId)
    const before = await listMappings(tx, connectionId)
    const projects = await listProjectIds(tx, connectionId, before)
    const { decided, problems } = decideMappings(
      before,
      new Set(projects.values()),
      // An id that is none of ours stays as it is, to be refused.
      decisions.map(each => ({ ...each, projectId: projects.get(each.projectId ?? '') ?? each.projectId ?? null })),
    )
    if (problems.length > 0) return { problems, run: null }
    const changed = decided.filter(each => !isSameMeaning(each.before, each.after))
    if (changed.length === 0) return { problems, run: null }
    await writeChoices(tx, connectionId, changed, by)
    const isAlike = readsAlike(before, await listMappings(tx, connectionId))
    return { problems, run: isAlike ? null : await requestRun(tx, connectionId, 'replay') }
  })
}

/** External ids by ours, also of projects that words are limited to and that are not stored. */
async function listProjectIds(
  db: Queryable,
  connectionId: string,
  entries: readonly MappingEntry[],
): Promise<ReadonlyMap<string, string>> {
  const stored = await queryRows<{ id: string }>(
    db,
    sql`select external_id as id from project where connection_id = ${connectionId}`,
  )
  const externalIds = [...stored.map(({ id }) => id), ...entries.flatMap(({ projectId }) => projectId ?? [])]
  return new Map(externalIds.map(externalId => [recordId(connectionId, 'project', externalId), externalId]))
}

async function writeChoices(
  db: Queryable,
  connectionId: string,
  decided: readonly Decided[],
  by: string,
): Promise<void> {
  const rows = JSON.stringify(decided.map(each => ({ ...each, projectId: each.projectId ?? '' })))
  const listed = sql`json_to_recordset(${rows}::text::json)
    as r(subject text, "externalId" text, "projectId" text, name text, before jsonb, after jsonb)`
  await queryRows(
    db,
    sql`
    insert into mapping as m (connection_id, subject, external_id, project_id, name, reason, chosen, chosen_by, chosen_at)
    select ${connectionId}::uuid, subject, "externalId", "projectId", name, 'nothing proposes it', nullif(after, 'null'::jsonb), ${by}, now()
    from ${listed} order by subject, "externalId", "projectId"
    on conflict (connection_id, subject, external_id, project_id) do update
      set chosen = excluded.chosen, chosen_by = case when excluded.chosen is not null then excluded.chosen_by end,
        chosen_at = case when excluded.chosen is not null then excluded.chosen_at end`,
  )
  await queryRows(
    db,
    sql`
    insert into mapping_decision (connection_id, subject, external_id, project_id, before, after, decided_by)
    select ${connectionId}::uuid, subject, "externalId", "projectId", nullif(before, 'null'::jsonb), nullif(after, 'null'::jsonb), ${by}
    from ${listed} order by subject, "externalId", "projectId"`,
  )
  // A word of one project that only a person named, and who takes it back.
  await queryRows(
    db,
    sql`
    delete from mapping m using ${listed}
    where m.connection_id = ${connectionId} and m.chosen is null
      and (m.subject, m.external_id, m.project_id) = (r.subject, r."externalId", r."projectId")
      and not exists (select 1 from mapping_proposal p where p.connection_id = m.connection_id
        and (p.subject, p.external_id, p.project_id) = (m.subject, m.external_id, m.project_id))`,
  )
}

export interface ListedDecision {
  readonly id: string
  readonly subject: string
  readonly externalId: string
  readonly projectId: string | null
  readonly before: unknown
  readonly after: unknown
  readonly by: string
  readonly at: string
}

/** Newest first. */
export async function listDecisions(
  db: Queryable,
  connectionId: string,
  page: PageRequest,
): Promise<Page<ListedDecision>> {
  const [before = ''] = page.after ?? []
  const rows = await queryRows<ListedDecision>(
    db,
    sql`
    select id::text, subject, external_id as "externalId", nullif(project_id, '') as "projectId", before, after,
      decided_by as by, decided_at as at
    from mapping_decision where connection_id = ${connectionId}
      ${page.after === null ? sql`` : sql`and id < ${before}::bigint`}
    order by id desc limit ${page.limit + 1}`,
  )
  return cutPage(
    rows,
    page.limit,
    row => [row.id],
    row => ({ ...row, at: toInstant(row.at) }),
  )
}
