import { project } from '../../../drizzle/schema/work.ts'
import type { ProjectFact } from '../../work/fact.ts'
import type { Queryable } from '../database.ts'
import { type Version, writeGuarded } from './guarded-write.ts'

export async function saveProjects(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: ProjectFact; readonly version: Version }[],
): Promise<void> {
  const rows = facts.map(({ fact, version }) => ({
    ...fact,
    connectionId,
    ...version,
  }))
  await writeGuarded(db, project, rows, { key: ['id'], skipUnchanged: true })
}
