const KEY_LENGTH = 32

/** The 32 bytes written as 64 hex digits or as base64 (also its URL form); null when it is neither. */
export function readKeyBytes(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (!/^[\w+/-]{43}=?$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === KEY_LENGTH ? bytes : null
}

/**
 * Whether the key looks made up by a person. 32 random bytes have fewer than 16 different values, run in even steps, or
 * are all readable text less often than once in 10^11 keys.
 */
export function isWeakKey(text: string): boolean {
  const bytes = readKeyBytes(text)
  if (bytes === null) return false
  const values = [...bytes]
  const steps = values.map((value, index) => (value - (values[index - 1] ?? 0)) & 0xff).slice(1)
  return new Set(values).size < 16 || new Set(steps).size < 8 || values.every(value => value >= 0x20 && value <= 0x7e)
}
