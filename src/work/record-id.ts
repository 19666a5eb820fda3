import { hash } from 'node:crypto'
import type { RecordKind } from './raw-record.ts'

/**
 * Our id of a tracker's record: always the same for the same (connection, kind, external id), so that a reference can be
 * stored before the record it points to has arrived. A UUID of version 8 (RFC 9562) made from SHA-256.
 */
export function recordId(connectionId: string, kind: RecordKind, externalId: string): string {
  const digest = hash('sha256', `${connectionId}\n${kind}\n${externalId}`, 'hex')
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const groups = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ]
  // Joined and not concatenated: V8 keeps what was concatenated in its pieces, ten times the memory of the id.
  return groups.join('-')
}
