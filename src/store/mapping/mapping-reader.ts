import { sql } from 'drizzle-orm'
import { indexMappings, type Mapping } from '../../work/mapping.ts'
import { type Queryable, queryRows } from '../database.ts'
import { listMappings, stampMappings } from './mappings.ts'

/**
 * What words mean, as this transaction sees it, and until it ends nobody changes them: so whoever changes a word finds
 * every record that was stored by what it meant before. With `change`, we are the one who may change them.
 */
export type LoadMapping = (tx: Queryable, intent: 'use' | 'change') => Promise<Mapping>

/** Asks anew each time, but reads the words again only if one has changed. */
export function createMappingReader(connectionId: string): LoadMapping {
  let known: { readonly stamp: string; readonly mapping: Mapping } | null = null
  return async (tx, intent) => {
    await (intent === 'use' ? holdMapping(tx, connectionId) : claimMapping(tx, connectionId))
    const stamp = await stampMappings(tx, connectionId)
    if (known?.stamp === stamp) return known.mapping
    const mapping = indexMappings(await listMappings(tx, connectionId))
    known = { stamp, mapping }
    return mapping
  }
}

const holdMapping = (tx: Queryable, connectionId: string) =>
  queryRows(tx, sql`select pg_advisory_xact_lock_shared(hashtextextended(${`mapping ${connectionId}`}, 0))`)

/** Waits until nobody stores records by the mapping of this connection, and keeps others from it until the transaction ends. */
export const claimMapping = (tx: Queryable, connectionId: string) =>
  queryRows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`mapping ${connectionId}`}, 0))`)
