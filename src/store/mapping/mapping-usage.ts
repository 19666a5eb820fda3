import { sql } from 'drizzle-orm'
import type { MappingSubject } from '../../work/mapping.ts'
import { type Queryable, queryRows } from '../database.ts'

/** How many visible items (links, for link types) use a word, by its external id; for fields also by project. */
export async function countUses(
  db: Queryable,
  connectionId: string,
  subject: MappingSubject,
): Promise<(externalId: string, projectId: string | null) => number> {
  const rows = await queryRows<{ word: string; project: string | null; uses: number }>(db, USES[subject](connectionId))
  const inProject = new Map(rows.map(row => [JSON.stringify([row.word, row.project]), row.uses]))
  const everywhere = new Map<string, number>()
  for (const { word, uses } of rows) everywhere.set(word, (everywhere.get(word) ?? 0) + uses)
  return (externalId, projectId) =>
    (subject === 'field' && projectId !== null
      ? inProject.get(JSON.stringify([externalId, projectId]))
      : everywhere.get(externalId)) ?? 0
}

const visible = (connectionId: string) => sql`w.connection_id = ${connectionId} and w.visibility = 'visible'`

const USES = {
  status: (connectionId: string) => sql`
    select w.status_external_id as word, null as project, count(*)::int as uses from work_item w
    where ${visible(connectionId)} group by 1`,
  item_type: (connectionId: string) => sql`
    select w.type_external_id as word, null as project, count(*)::int as uses from work_item w
    where ${visible(connectionId)} group by 1`,
  field: (connectionId: string) => sql`
    select f.key as word, p.external_id as project, count(*)::int as uses
    from work_item w join project p on p.id = w.project_id cross join lateral jsonb_each(w.fields) f
    where ${visible(connectionId)} and f.value <> 'null'::jsonb group by 1, 2`,
  link_type: (connectionId: string) => sql`
    select l.link_type_external_id as word, null as project, count(*)::int as uses from link l
    where l.connection_id = ${connectionId} and l.active group by 1`,
}
