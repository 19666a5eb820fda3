import { personIdentity } from '../../../drizzle/schema/work.ts'
import type { PersonFact } from '../../work/fact.ts'
import type { Queryable } from '../database.ts'
import { type Version, writeGuarded } from '../records/guarded-write.ts'

/**
 * People are named in passing by every record, so one page may name a person many times: the newest naming is kept, and
 * one that knows an e-mail address is not replaced by one of the same page that does not.
 */
export async function savePeople(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: PersonFact; readonly version: Version }[],
): Promise<void> {
  const known = new Map<string, { fact: PersonFact; version: Version }>()
  for (const each of facts) {
    const before = known.get(each.fact.id)
    if (before === undefined) known.set(each.fact.id, { ...each })
    else if (before.fact.isErased || each.fact.isErased) known.set(each.fact.id, before.fact.isErased ? before : each)
    else known.set(each.fact.id, { ...each, fact: { ...each.fact, email: each.fact.email ?? before.fact.email } })
  }
  const rows = [...known.values()].map(({ fact, version }) => ({
    // A person has no version at the tracker; the reading alone orders what we heard.
    ...fact,
    connectionId,
    ...version,
    revision: 0,
    revisionDetail: 0,
  }))
  await writeGuarded(db, personIdentity, rows, { key: ['id'], skipUnchanged: true })
}
