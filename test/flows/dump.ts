import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../../src/store/database.ts'

/**
 * The normalized state of one connection, without what depends on when and in which order it was read: row numbers,
 * tickets, witnesses of repeated values, and of what no tracker keeps: links that are gone and former dates of iterations. Two histories of reading must end in equal dumps.
 */
export async function dumpState(db: Queryable, connectionId: string): Promise<Record<string, readonly object[]>> {
  const where = sql`where connection_id = ${connectionId}`
  const read = (statement: ReturnType<typeof sql>) => queryRows<object>(db, statement)
  return {
    projects: await read(
      sql`select external_id, key, name, archived, visibility from project ${where} order by external_id`,
    ),
    people: await read(
      sql`select external_id, name, email, kind, active from person_identity ${where} order by external_id`,
    ),
    iterations: await read(sql`
      select external_id, project_id, name, state, start_day, end_day, visibility from iteration ${where} order by external_id`),
    releases: await read(sql`
      select external_id, name, target_day, released, archived, visibility from release ${where} order by external_id`),
    workItems: await read(sql`
      select external_id, key, title, project_id, type_external_id, kind, level, status_external_id, state, priority, labels, components,
        area, assignee_id, reporter_id, parent_id, iteration_id, release_ids, resolution, estimate, estimate_unit, original_hours,
        remaining_hours, completed_hours, start_day, target_day, created_at, updated_at, started_at, done_at, blocked_since, fields,
        revision, revision_detail, visibility from work_item ${where} order by external_id`),
    spans: await read(sql`
      select subject_id, field, value, raw, author_id, entry_order, origin,
        -- Where no tracker says since when, it is since we first saw it.
        case when field <> 'released' then valid_from end as valid_from, case when field <> 'released' then valid_to end as valid_to
      from span ${where} and field <> 'linked' and subject_id not in (select id from iteration ${where}) order by subject_id, field, span.valid_from, entry_order, value`),
    links: await read(
      sql`select external_id, meaning, from_id, to_id, active, changed_at from link ${where} order by external_id`,
    ),
    worklogs: await read(sql`
      select external_id, work_item_id, author_id, day, started_at, seconds, inferred, visibility from worklog ${where} order by external_id`),
    raw: await read(sql`select kind, external_id, revision, hash from raw_record ${where} order by kind, external_id`),
  }
}
