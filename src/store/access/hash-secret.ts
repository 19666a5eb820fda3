import { createHash } from 'node:crypto'

/** For random secrets of 256 bits: who reads the database finds nothing that opens. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')
