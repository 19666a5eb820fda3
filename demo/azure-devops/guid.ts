import { createHash } from 'node:crypto'

/** A GUID that is the same for the same text, so that a generated organisation keeps its ids from run to run. */
export function createGuid(text: string): string {
  const hex = createHash('md5').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
