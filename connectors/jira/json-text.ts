import type { Json } from '../../src/work/raw-record.ts'

/** `"__proto__":`, also when written with escapes. */
const PROTOTYPE_KEY =
  /"(?:_|\\u005[Ff]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[Ff])(?:t|\\u0074)(?:o|\\u006[Ff])(?:_|\\u005[Ff]){2}"\s*:/

/** Ids are numbers of 64 bits in Java. No text can hold this: a quotation mark within one is written with a backslash. */
const MAY_BE_LARGE = /[iI]d"\s*:\s*\d{16}/
const LARGE_ID = /("(?:id|\w*Id)"\s*:\s*)(\d{16,})(?=\s*[,}\]])/g

/**
 * Parses an answer; keys that could reach a prototype when objects are merged are dropped, and an id that JavaScript would
 * round comes as text, with all of its digits. Throws SyntaxError.
 */
export function parseJsonText(text: string): Json {
  const json = MAY_BE_LARGE.test(text) ? text.replace(LARGE_ID, quoteLarge) : text
  // A reviver makes parsing several times slower, so it runs only on a text that needs it.
  if (!PROTOTYPE_KEY.test(json)) return JSON.parse(json) as Json
  return JSON.parse(json, (key: string, value: unknown) => (key === '__proto__' ? undefined : value)) as Json
}

const quoteLarge = (whole: string, key: string, digits: string): string =>
  Number.isSafeInteger(Number(digits)) ? whole : `${key}"${digits}"`

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
  for (const key of Object.keys(value)) {
    if (!IGNORED_KEYS.has(key)) kept[key] = trimAnswer(value[key] ?? null, level + 1)
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
