import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/** What people call these persons, connections, teams and nodes of the tree; one that is gone has no name. */
export async function listNames(
  db: Queryable,
  ids: readonly (string | null)[],
): Promise<(id: string | null) => string | null> {
  const asked = [...new Set(ids.filter(id => id !== null))]
  if (asked.length === 0) return () => null
  const rows = await queryRows<{ readonly id: string; readonly name: string }>(
    db,
    sql`
    with wanted as materialized (${idList(asked)})
    select p.id, p.name from wanted join person_identity p on p.id = wanted.id
    union all select t.id, t.name from wanted join connection t on t.id = wanted.id
    union all select m.id, m.name from wanted join team m on m.id = wanted.id
    union all select n.id, n.name from wanted join portfolio_node n on n.id = wanted.id`,
  )
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return id => names.get(id ?? '') ?? null
}
