import { type SQL, sql } from 'drizzle-orm'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A person may name a project by our id, or by its key or name at the tracker. */
export function inProject(column: SQL, project: string): SQL {
  if (UUID.test(project)) return sql`${column} = ${project}::uuid`
  return sql`${column} in (select id from project where lower(key) = lower(${project}) or lower(name) = lower(${project}))`
}
