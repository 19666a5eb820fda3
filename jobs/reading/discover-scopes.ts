import { saveScopes } from '../../src/store/sync/scopes.ts'
import type { Scope } from '../../src/work/raw-record.ts'
import type { Pass } from './pass.ts'

/** The parts of the tracker that can be read now; stored, so that everybody knows them. */
export async function discoverScopes({ db, source, connectionId }: Pass): Promise<readonly Scope[]> {
  const scopes: Scope[] = []
  for await (const scope of source.discover()) scopes.push(scope)
  await saveScopes(db, connectionId, scopes)
  return scopes
}
