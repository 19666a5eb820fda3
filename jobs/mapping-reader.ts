import type { Queryable } from '../src/store/database.ts'
import { listMappings, stampMappings } from '../src/store/mappings.ts'
import { indexMappings, type Mapping } from '../src/work/mapping.ts'

/** What words mean, as this transaction sees it. A page asks anew, but reads the words again only if one has changed. */
export type LoadMapping = (db: Queryable) => Promise<Mapping>

export function createMappingReader(connectionId: string): LoadMapping {
  let known: { readonly stamp: string; readonly mapping: Mapping } | null = null
  return async db => {
    const stamp = await stampMappings(db, connectionId)
    if (known?.stamp === stamp) return known.mapping
    const mapping = indexMappings(await listMappings(db, connectionId))
    known = { stamp, mapping }
    return mapping
  }
}
