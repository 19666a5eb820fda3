/** As Jira says it: a text, or a number where it is one that JavaScript keeps whole (see parseJsonText). */
export type RecordId = string | number

/** A number as Jira says and wants it, where JavaScript keeps it whole; Java takes a text for one as well. */
export const toRecordId = (text: string): RecordId => (Number.isSafeInteger(Number(text)) ? Number(text) : text)

/** Every id of Jira is a number of 64 bits; anything else is no id of it, and must not become part of an address. */
export const RECORD_ID = /^\d{1,19}$/

/** In the order of the numbers, also of those that JavaScript would round. */
export function compareIds(left: RecordId, right: RecordId): number {
  const [one, other] = [String(left), String(right)]
  if (one === other) return 0
  return one.length - other.length || (one < other ? -1 : 1)
}
