/** Several days played in one draw, for the stretch in which the pile cannot run empty yet. */
export interface DayBlock {
  readonly days: number
  /** With more open items than this, even the best days on record cannot finish the pile within the block. */
  readonly safeAbove: number
  /** Net items finished in the block, by 16 random bits: each value fills its probability's part of the table. */
  readonly netByDraw: Int32Array
}

const TABLE_SIZE = 65_536
/** Four days, sixteen, sixty-four: each is the one before, four times over. */
const DOUBLINGS = [2, 4, 6]
/** With more outcomes than this (hundreds were closed on one day) building a block costs more than it saves. */
const MAX_OUTCOMES = 4_096

/** Probabilities of net progress over some days; entry i stands for `lowest + i` items. */
interface Distribution {
  readonly lowest: number
  readonly probabilities: Float64Array
}

/** Blocks whose draws have exactly the distribution of that many single days, longest first. */
export function buildDayBlocks(doneByDay: readonly number[], addedByDay: readonly number[]): readonly DayBlock[] {
  const bestDay = Math.max(...doneByDay)
  let distribution = netOfOneDay(doneByDay, addedByDay)
  let doublings = 0
  const blocks: DayBlock[] = []
  for (const target of DOUBLINGS) {
    while (doublings < target) {
      if (distribution.probabilities.length * 2 > MAX_OUTCOMES) return blocks.toReversed()
      distribution = twice(distribution)
      doublings += 1
    }
    const days = 2 ** doublings
    blocks.push({ days, safeAbove: days * bestDay, netByDraw: tabulate(distribution) })
  }
  return blocks.toReversed()
}

function netOfOneDay(doneByDay: readonly number[], addedByDay: readonly number[]): Distribution {
  const lowest = -Math.max(...addedByDay)
  const probabilities = new Float64Array(Math.max(...doneByDay) - lowest + 1)
  const each = 1 / (doneByDay.length * addedByDay.length)
  for (const done of doneByDay) {
    for (const added of addedByDay) {
      const index = done - added - lowest
      probabilities[index] = (probabilities[index] ?? 0) + each
    }
  }
  return { lowest, probabilities }
}

function twice({ lowest, probabilities }: Distribution): Distribution {
  const doubled = new Float64Array(probabilities.length * 2 - 1)
  for (let left = 0; left < probabilities.length; left += 1) {
    const probability = probabilities[left] ?? 0
    if (probability === 0) continue
    for (let right = 0; right < probabilities.length; right += 1) {
      doubled[left + right] = (doubled[left + right] ?? 0) + probability * (probabilities[right] ?? 0)
    }
  }
  return { lowest: lowest * 2, probabilities: doubled }
}

function tabulate({ lowest, probabilities }: Distribution): Int32Array {
  const table = new Int32Array(TABLE_SIZE)
  let filled = 0
  let cumulative = 0
  for (const [index, probability] of probabilities.entries()) {
    cumulative += probability
    const end = Math.min(TABLE_SIZE, Math.round(cumulative * TABLE_SIZE))
    table.fill(lowest + index, filled, end)
    filled = Math.max(filled, end)
  }
  return table
}
