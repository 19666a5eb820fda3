import { crc32, deflateRawSync, constants as zlib } from 'node:zlib'

/**
 * A part of an answer, compressed once and on its own, so that the tracker puts a page together without compressing: each
 * part ends on a byte border of the deflate stream, and the checksum of the whole follows from those of the parts
 * (zlib's crc32_combine).
 */
export interface GzipPiece {
  readonly bytes: Buffer
  readonly length: number
  readonly crc: number
  /** What the checksum of all that comes before is multiplied with. */
  readonly shift: number
}

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
/** An empty last block. */
const END = Buffer.from([3, 0])

export function compressPiece(text: string): GzipPiece {
  const raw = Buffer.from(text)
  // A copy, as what zlib gives may keep a larger buffer alive. Higher levels compress these texts no better.
  const bytes = Buffer.from(deflateRawSync(raw, { level: 3, finishFlush: zlib.Z_SYNC_FLUSH }))
  return { bytes, length: raw.length, crc: crc32(raw), shift: shiftBy(raw.length) }
}

/** One gzip stream of all the pieces. */
export function joinPieces(pieces: readonly GzipPiece[]): Buffer {
  let crc = 0
  let length = 0
  for (const piece of pieces) {
    crc = (multiply(piece.shift, crc) ^ piece.crc) >>> 0
    length += piece.length
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc, 0)
  trailer.writeUInt32LE(length >>> 0, 4)
  return Buffer.concat([HEADER, ...pieces.map(({ bytes }) => bytes), END, trailer])
}

/** The checksum's polynomial, lowest bit first. */
const POLYNOMIAL = 0xedb88320
const ONE = 0x80000000

/** The product of two polynomials modulo that of the checksum. */
function multiply(one: number, other: number): number {
  let product = 0
  let factor = other
  for (let mask = ONE; mask !== 0; mask >>>= 1) {
    if ((one & mask) !== 0) product ^= factor
    factor = (factor & 1) !== 0 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1
  }
  return product >>> 0
}

/** x to the power of eight times the length. */
function shiftBy(length: number): number {
  let result = ONE
  // x^8, as the lowest bit stands for the highest power.
  let power = ONE >>> 8
  for (let rest = length; rest > 0; rest >>>= 1) {
    if ((rest & 1) !== 0) result = multiply(power, result)
    power = multiply(power, power)
  }
  return result
}
