/** Gives the next 32 random bits as an unsigned integer. */
export type Random = () => number

/**
 * A seeded generator, the same on every machine: sfc32 (Chris Doty-Humphrey, PractRand), its state filled by
 * splitmix32.
 */
export function seedRandom(seed: number): Random {
  let mixed = seed | 0
  const mix = (): number => {
    mixed = (mixed + GOLDEN) | 0
    return scramble(mixed)
  }
  let a = mix()
  let b = mix()
  let c = mix()
  let counter = 1
  return () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
}

/**
 * Always the same chances, so that a forecast moves only when the facts do. Each team's are derived from it by the names
 * of its initiative and tracker: ids differ between two installations of the same facts, and initiatives that wait for
 * each other have to play the same futures.
 */
export const FORECAST_SEED = 20_271_231

/** The nth 32 random bits of a seed, without those before: who asks for the same place gets the same bits (splitmix32). */
export function randomAt(seed: number, place: number): number {
  return scramble((seed + Math.imul(place + 1, GOLDEN)) | 0) >>> 0
}

/** A seed of its own for one part of an answer, so that adding a part does not change the others. */
export function deriveSeed(seed: number, name: string): number {
  // FNV-1a over the name, started from the seed; scrambled, as names often differ in their last letter only.
  let hash = (seed ^ 0x811c9dc5) | 0
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  }
  return scramble(hash) >>> 0
}

const GOLDEN = 0x9e3779b9

function scramble(mixed: number): number {
  let bits = mixed ^ (mixed >>> 16)
  bits = Math.imul(bits, 0x21f0aaad)
  bits ^= bits >>> 15
  bits = Math.imul(bits, 0x735a2d97)
  return bits ^ (bits >>> 15)
}
