/** An escaped underscore could spell the name as well. */
const MAY_POISON = /__proto__|\\u005f/i

/**
 * Parses an answer. A key named `__proto__` is dropped, so that no later copy of the object can change a prototype.
 * The byte order mark is real: https://dev.azure.com answers 503 with one before the JSON.
 */
export function parseJsonText(text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (!MAY_POISON.test(json)) return JSON.parse(json)
  return JSON.parse(json, (key: string, value: unknown) => (key === '__proto__' ? undefined : value))
}
