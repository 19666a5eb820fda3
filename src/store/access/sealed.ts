import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** Keeps credentials unreadable in the database. Bind each value to its place: `table:row:field`. */
export interface Sealer {
  readonly seal: (text: string, boundTo: string) => string
  /** Throws {@link SealError} when the key is another one, the value was changed, or it was moved to another place. */
  readonly open: (sealed: string, boundTo: string) => string
  /** False: it was sealed with a key that is being replaced, or with none of ours. */
  readonly isCurrent: (sealed: string) => boolean
}

export class SealError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SealError'
  }
}

const FORMAT = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

interface Key {
  readonly id: string
  readonly bytes: Buffer
}

/**
 * AES-256-GCM with a random 96-bit nonce; the value names its key, so that a wrong key is told apart from a damaged
 * value. `masterKey` is 32 bytes in hex or base64; while a key is being replaced, the old ones follow after commas.
 */
export function sealer(masterKey: string): Sealer {
  const keys = masterKey.split(',').map(readKey)
  const [current] = keys
  if (current === undefined) throw new SealError(KEY_EXPECTED)
  return {
    isCurrent: sealed => sealed.split('.')[1] === current.id,
    seal: (text, boundTo) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', current.bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(boundTo),
      )
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return [FORMAT, current.id, nonce.toString('base64url'), body.toString('base64url')].join('.')
    },
    open: (sealed, boundTo) => {
      const [format, keyId, nonce, body] = sealed.split('.')
      if (format !== FORMAT || nonce === undefined || body === undefined)
        throw new SealError('this is not a sealed value')
      const key = keys.find(({ id }) => id === keyId)
      if (key === undefined) {
        throw new SealError(
          `sealed with master key ${keyId}, but MASTER_KEY is ${current.id}. Start with the key it was sealed with.`,
        )
      }
      return decrypt(key, Buffer.from(nonce, 'base64url'), Buffer.from(body, 'base64url'), boundTo)
    },
  }
}

function decrypt(key: Key, nonce: Buffer, body: Buffer, boundTo: string): string {
  try {
    const split = body.length - TAG_BYTES
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(boundTo))
      .setAuthTag(body.subarray(split))
    return Buffer.concat([decipher.update(body.subarray(0, split)), decipher.final()]).toString('utf8')
  } catch (error) {
    throw new SealError('the sealed value was changed or belongs to another row', { cause: error })
  }
}

const KEY_EXPECTED = 'MASTER_KEY must be 32 random bytes in hex or base64, for example from: openssl rand -hex 32'

function readKey(text: string): Key {
  const trimmed = text.trim()
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64')
  // A key of few different bytes is a placeholder somebody typed.
  if (bytes.length !== 32 || new Set(bytes).size < 8) throw new SealError(KEY_EXPECTED)
  return { id: createHash('sha256').update('milepost key id').update(bytes).digest('hex').slice(0, 8), bytes }
}
