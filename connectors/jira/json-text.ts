import type { Json } from '../../src/work/raw-record.ts'

/** `"__proto__":`, also when written with escapes. */
const PROTOTYPE_KEY =
  /"(?:_|\\u005[Ff]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[Ff])(?:t|\\u0074)(?:o|\\u006[Ff])(?:_|\\u005[Ff]){2}"\s*:/

/** Parses an answer; keys that could reach a prototype when objects are merged are dropped. Throws SyntaxError. */
export function parseJsonText(text: string): Json {
  // A reviver makes parsing several times slower, so it runs only on a text that needs it.
  if (!PROTOTYPE_KEY.test(text)) return JSON.parse(text) as Json
  return JSON.parse(text, (key: string, value: unknown) => (key === '__proto__' ? undefined : value)) as Json
}

/** Pictures and addresses of records: they change without any change of the work and would make every hash differ. */
const IGNORED_KEYS = new Set(['self', 'avatarUrls', 'avatarId', 'iconUrl', 'expand'])
/** Real answers are about 8 levels deep. */
const DEEPEST_LEVEL = 16

/** The answer without pictures and addresses; what lies deeper than any real answer is cut off. */
export function trimAnswer(value: Json, level = 0): Json {
  if (value === null || typeof value !== 'object') return value
  if (level >= DEEPEST_LEVEL) return null
  if (isList(value)) return value.map(one => trimAnswer(one, level + 1))
  const kept: Record<string, Json> = {}
  for (const [key, one] of Object.entries(value)) {
    if (!IGNORED_KEYS.has(key)) kept[key] = trimAnswer(one, level + 1)
  }
  return kept
}

export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)

export const isObject = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An own property as text; Jira's history rows have an own property called `toString`. */
export function readText(object: { readonly [key: string]: Json }, key: string): string | null {
  if (!Object.hasOwn(object, key)) return null
  const value = object[key]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : null
}
