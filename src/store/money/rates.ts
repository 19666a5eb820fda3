import { sql } from 'drizzle-orm'
import { labourRate, roleAssignment } from '../../../drizzle/schema/money.ts'
import type { LabourRate, RoleAssignment } from '../../portfolio/earned-value/labour-rate.ts'
import type { Queryable } from '../database.ts'
import { listEntries, type Made } from '../entries.ts'
import { toInstant } from '../instant.ts'
import type { Page, PageRequest } from '../page.ts'

export interface StoredRate extends LabourRate, Made {
  readonly id: string
  readonly isExternal: boolean
}

export interface StoredAssignment extends RoleAssignment, Made {
  readonly id: string
}

export async function addRate(db: Queryable, rate: Omit<StoredRate, 'id'>): Promise<StoredRate> {
  const [row] = await db.insert(labourRate).values(rate).returning()
  if (row === undefined) throw new Error('The rate was not stored.')
  const { entry: _, ...stored } = row
  return { ...stored, createdAt: toInstant(row.createdAt) }
}

export async function listRates(
  db: Queryable,
  { personId, role }: { readonly personId?: string; readonly role?: string },
  page: PageRequest,
): Promise<Page<StoredRate>> {
  const columns = sql`t.id, t.person_id as "personId", t.role, t.amount_per_hour as "amountPerHour", t.currency,
    t.is_external as "isExternal", t.valid_from as "validFrom", t.valid_to as "validTo"`
  const where = [
    personId === undefined ? null : sql`t.person_id = ${personId}`,
    role === undefined ? null : sql`t.role = ${role}`,
  ]
  return listEntries(db, sql`labour_rate`, { columns, where }, page)
}

export async function addRoleAssignment(
  db: Queryable,
  assignment: Omit<StoredAssignment, 'id'>,
): Promise<StoredAssignment> {
  const [row] = await db.insert(roleAssignment).values(assignment).returning()
  if (row === undefined) throw new Error('The role was not stored.')
  const { entry: _, ...stored } = row
  return { ...stored, createdAt: toInstant(row.createdAt) }
}

export async function listRoleAssignments(
  db: Queryable,
  { personId }: { readonly personId?: string },
  page: PageRequest,
): Promise<Page<StoredAssignment>> {
  const columns = sql`t.id, t.person_id as "personId", t.role, t.valid_from as "validFrom", t.valid_to as "validTo"`
  const where = [personId === undefined ? null : sql`t.person_id = ${personId}`]
  return listEntries(db, sql`role_assignment`, { columns, where }, page)
}
