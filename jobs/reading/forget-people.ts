import { listErased, markForgotten, rewriteRawRecord } from '../../src/store/people/erased-people.ts'
import { listRawRecords, toReadRecord } from '../../src/store/records/raw-records.ts'
import type { Pass } from './pass.ts'

const RECORDS_AT_ONCE = 200

/**
 * Takes the names and addresses of people whose accounts the tracker has erased out of the stored answers as well. What
 * breaks off is done again by the next pass.
 */
export async function forgetPeople({ db, connectionId, connector }: Pass): Promise<void> {
  const people = await listErased(db, connectionId)
  if (people.length === 0) return
  let after: { readonly kind: string; readonly externalId: string } | null = null
  for (;;) {
    const records = await listRawRecords(db, connectionId, after, RECORDS_AT_ONCE, people)
    const last = records.at(-1)
    if (last === undefined) break
    for (const { raw, reading, hash } of records) {
      const forgotten = people.reduce((record, person) => connector.forgetPerson?.(record, person) ?? record, raw)
      await rewriteRawRecord(db, connectionId, toReadRecord(forgotten, reading), hash)
    }
    after = last.raw
  }
  await markForgotten(db, connectionId, people)
}
