/** NUL and halves of surrogate pairs: Postgres refuses the first in text, the second is no valid UTF-8. */
const UNSTORABLE = /[\0\p{Surrogate}]/u
const EVERY_UNSTORABLE = new RegExp(UNSTORABLE, 'gu')

/** Text that can be stored: well-formed, with NUL shown as U+2400. */
export function cleanText(text: string): string {
  if (!UNSTORABLE.test(text)) return text
  return text.replace(EVERY_UNSTORABLE, character => (character === '\0' ? '\u2400' : '\ufffd'))
}

/** {@link cleanText} for every string and key inside a plain value; what is clean already is returned as it is. */
export function cleanAll<Value>(value: Value): Value {
  // The shape does not change, which the type system cannot see through the generic.
  return isClean(value) ? value : (cleanValue(value) as Value)
}

/** Nearly everything is: looked at without making anything, since each value of each record comes past here. */
function isClean(value: unknown): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isClean)
  const object = value as Readonly<Record<string, unknown>>
  for (const key in object) if (UNSTORABLE.test(key) || !isClean(object[key])) return false
  return true
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(cleanValue)
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [cleanText(key), cleanValue(inside)]))
}
