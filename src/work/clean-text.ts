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
  return cleanValue(value) as Value
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const cleaned = value.map(cleanValue)
    return cleaned.some((element, index) => element !== value[index]) ? cleaned : value
  }
  let changed = false
  const entries = Object.entries(value).map(([key, before]) => {
    const entry = [cleanText(key), cleanValue(before)] as const
    changed ||= entry[0] !== key || entry[1] !== before
    return entry
  })
  return changed ? Object.fromEntries(entries) : value
}
