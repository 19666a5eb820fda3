import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { SealError, type Sealer } from './sealed.ts'
import { accessOf, channelSettingsOf, credentialsOf, webhookSecretOf } from './sealed-places.ts'

interface SealedColumn {
  readonly table: SQL
  readonly id: SQL
  readonly column: SQL
  readonly placeOf: (id: string) => string
}

/** Whatever is sealed for longer than a day: answers that are kept for a repeated request go by themselves. */
const COLUMNS: readonly SealedColumn[] = [
  { table: sql`connection`, id: sql`id`, column: sql`sealed_credentials`, placeOf: credentialsOf },
  { table: sql`connection`, id: sql`id`, column: sql`sealed_webhook_secret`, placeOf: webhookSecretOf },
  { table: sql`connection`, id: sql`id`, column: sql`sealed_former_webhook_secret`, placeOf: webhookSecretOf },
  { table: sql`connection_access`, id: sql`connection_id`, column: sql`sealed_value`, placeOf: accessOf },
  { table: sql`channel`, id: sql`id`, column: sql`sealed_settings`, placeOf: channelSettingsOf },
]

export interface Resealed {
  readonly resealed: number
  /** No key that is given opens them; they are left as they are. */
  readonly unreadable: number
}

/**
 * Seals with the current key what was sealed with one that is being replaced. Each value by itself, and only as it was read:
 * what somebody enters meanwhile stands.
 */
export async function resealSecrets(db: Queryable, sealer: Sealer): Promise<Resealed> {
  let [resealed, unreadable] = [0, 0]
  for (const { table, id, column, placeOf } of COLUMNS) {
    const rows = await queryRows<{ id: string; sealed: string }>(
      db,
      sql`select ${id} as id, ${column} as sealed from ${table} where ${column} is not null`,
    )
    for (const row of rows.filter(({ sealed }) => !sealer.isCurrent(sealed))) {
      const anew = sealAnew(sealer, row.sealed, placeOf(row.id))
      if (anew === null) unreadable += 1
      else {
        const changed = await queryRows(
          db,
          sql`update ${table} set ${column} = ${anew} where ${id} = ${row.id} and ${column} = ${row.sealed} returning 1`,
        )
        resealed += changed.length
      }
    }
  }
  return { resealed, unreadable }
}

function sealAnew(sealer: Sealer, sealed: string, place: string): string | null {
  try {
    return sealer.seal(sealer.open(sealed, place), place)
  } catch (error) {
    if (error instanceof SealError) return null
    throw error
  }
}
