import { takeReadTicket } from '../../src/store/records/guarded-write.ts'
import type { Cursor } from '../../src/work/raw-record.ts'
import type { Reader } from './pass.ts'
import { joinPulled, NOTHING_PULLED, type Pulled } from './pulled.ts'
import { storePage, type Unit } from './store-page.ts'

/**
 * Reads a unit from a cursor to its end. Each page is one transaction, written only while we hold the unit's lease, so that
 * a crash replays at most one page. The next page is asked for while one is being stored.
 */
export async function readPages(pass: Reader, unit: Unit, after: Cursor | null): Promise<Pulled> {
  const pages = pass.source.read(unit.key.stream, unit.scope, after)[Symbol.asyncIterator]()
  // The ticket is older than the request, so that a reading that began earlier never wins over one that began later.
  const ask = async () => {
    const readTicket = await takeReadTicket(pass.db)
    return { readTicket, next: await pages.next() }
  }
  let pulled = NOTHING_PULLED
  let asked = ask()
  try {
    for (;;) {
      const { readTicket, next } = await asked
      if (next.done) return pulled
      asked = ask()
      // Its failure is met when its turn comes, after the page before it is stored.
      asked.catch(() => {})
      pulled = joinPulled(pulled, await storePage(pass, unit, next.value, readTicket))
    }
  } finally {
    await pages.return?.()
  }
}
