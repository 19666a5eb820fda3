import { type SQL, sql } from 'drizzle-orm'

/** Ids as a one-column query, in one parameter however many there are. */
export const idList = (ids: readonly string[]): SQL =>
  sql`select value::uuid as id from json_array_elements_text(${JSON.stringify(ids)}::text::json)`
