import { dayFrom } from './instant.ts'
import type { FieldMeaning, FieldValue } from './source-record.ts'

/** A working day, for efforts that a tracker keeps in days. */
const HOURS_PER_DAY = 8

/** A tracker's value as we read it; `unreadable` is not the same as empty. */
export type Reading<Value> =
  | { readonly status: 'read'; readonly value: Value }
  | { readonly status: 'empty' }
  | { readonly status: 'unreadable' }

export function readText(value: FieldValue | undefined): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

export function readList(value: FieldValue | undefined): readonly string[] {
  if (typeof value === 'object' && value !== null) return value.filter(element => element !== '')
  const text = readText(value)
  return text === null ? [] : [text]
}

export function readNumber(value: FieldValue | undefined): Reading<number> {
  if (isEmpty(value)) return { status: 'empty' }
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number)
    ? { status: 'read', value: number }
    : { status: 'unreadable' }
}

export function readDay(value: FieldValue | undefined): Reading<string> {
  if (isEmpty(value)) return { status: 'empty' }
  const day = typeof value === 'string' ? dayFrom(value) : null
  return day === null ? { status: 'unreadable' } : { status: 'read', value: day }
}

/**
 * Flags are check boxes (a list of the options ticked), booleans, or texts: Blocked of the CMMI process is "Yes" or
 * "No" (https://learn.microsoft.com/azure/devops/boards/work-items/guidance/cmmi-process-workflow).
 */
export function readFlag(value: FieldValue | undefined): boolean {
  if (typeof value === 'string') return !['', 'no', 'false', '0', 'none'].includes(value.trim().toLowerCase())
  if (typeof value === 'object' && value !== null) return value.length > 0
  return Boolean(value)
}

/** Null where the unit is no duration, or not known: never guessed. */
export function hoursFrom(amount: number, unit: FieldMeaning['unit']): number | null {
  switch (unit) {
    case 'hours':
      return amount
    case 'seconds':
      return amount / 3600
    case 'days':
      return amount * HOURS_PER_DAY
    case 'points':
    case null:
      return null
  }
}

function isEmpty(value: FieldValue | undefined): value is null | undefined {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}
