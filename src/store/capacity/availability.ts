import { and, eq, isNull, sql } from 'drizzle-orm'
import { availability } from '../../../drizzle/schema/capacity.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'

export interface EnteredAvailability {
  readonly identityId: string
  readonly employment: 'employee' | 'contractor'
  readonly hoursPerWeek: number
  readonly firstDay: string
  /** Null: until further notice. */
  readonly lastDay: string | null
}

export interface StoredAvailability extends EnteredAvailability {
  readonly id: string
  readonly personId: string
  readonly enteredBy: string
  readonly enteredAt: string
  readonly withdrawnBy: string | null
  readonly withdrawnAt: string | null
}

export async function enterAvailability(
  db: Queryable,
  entered: EnteredAvailability,
  by: string,
): Promise<StoredAvailability> {
  const [row] = await db
    .insert(availability)
    .values({ ...entered, enteredBy: by })
    .returning({ id: availability.id })
  const stored = row === undefined ? null : await findAvailability(db, row.id)
  if (stored === null) throw new Error('the database did not return the availability it stored')
  return stored
}

/** Null when there is none that still holds. */
export async function withdrawAvailability(db: Queryable, id: string, by: string): Promise<string | null> {
  const [row] = await db
    .update(availability)
    .set({ withdrawnBy: by, withdrawnAt: sql`now()` })
    .where(and(eq(availability.id, id), isNull(availability.withdrawnAt)))
    .returning({ id: availability.id })
  return row?.id ?? null
}

const selectAvailability = sql`
  select a.id, a.identity_id as "identityId", coalesce(i.person_id, a.identity_id) as "personId", a.employment,
    a.hours_per_week as "hoursPerWeek", a.first_day as "firstDay", a.last_day as "lastDay",
    a.entered_by as "enteredBy", a.entered_at as "enteredAt", a.withdrawn_by as "withdrawnBy", a.withdrawn_at as "withdrawnAt"
  from availability a left join person_identity i on i.id = a.identity_id`

const read = (row: StoredAvailability): StoredAvailability => ({
  ...row,
  enteredAt: toInstant(row.enteredAt),
  withdrawnAt: toInstantOrNull(row.withdrawnAt),
})

export async function findAvailability(db: Queryable, id: string): Promise<StoredAvailability | null> {
  const [row] = await queryRows<StoredAvailability>(db, sql`${selectAvailability} where a.id = ${id}`)
  return row === undefined ? null : read(row)
}

/** By id; the withdrawn ones too, which is what the list is for. */
export async function listAvailabilities(
  db: Queryable,
  { personId }: { readonly personId?: string },
  page: PageRequest,
): Promise<Page<StoredAvailability>> {
  const [, after = ''] = page.after ?? []
  const rows = await queryRows<StoredAvailability>(
    db,
    sql`
    ${selectAvailability}
    where ${personId === undefined ? sql`true` : sql`coalesce(i.person_id, a.identity_id) = ${personId}::uuid`}
      ${page.after === null ? sql`` : sql`and a.id > ${after}::uuid`}
    order by a.id limit ${page.limit + 1}`,
  )
  return cutPage(rows, page.limit, row => ['', row.id], read)
}
