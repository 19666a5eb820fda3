import type { Logger } from 'pino'
import { resealSecrets } from './store/access/reseal.ts'
import type { Sealer } from './store/access/sealed.ts'
import type { Queryable } from './store/database.ts'

/** With several keys in MASTER_KEY: seals what is stored with the first, and says when the others may go. */
export async function replaceKeys(db: Queryable, sealer: Sealer, log: Logger): Promise<void> {
  const { resealed, unreadable } = await resealSecrets(db, sealer)
  log.info(
    { resealed },
    'Stored secrets are sealed with the first key of MASTER_KEY. A day after every process was started with it, take the others out.',
  )
  if (unreadable > 0)
    log.error(
      { unreadable },
      'Some stored secrets open with no key in MASTER_KEY: add the key that they were sealed with, or enter them again.',
    )
}
