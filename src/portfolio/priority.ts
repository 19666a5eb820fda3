/** `weighted`: the sum of weight times value. `wsjf`: that, of the criteria of value, divided by the size of the job. */
export const SCORE_METHODS = ['weighted', 'wsjf'] as const
export type ScoreMethod = (typeof SCORE_METHODS)[number]

/** Where a value comes from: a person, the mapped field of the trackers, or what is left to do. */
export const SCORE_SOURCES = [
  'entered',
  'business_value',
  'remaining_items',
  'remaining_points',
  'remaining_hours',
] as const
export type ScoreSource = (typeof SCORE_SOURCES)[number]

export interface Criterion {
  readonly name: string
  readonly source: ScoreSource
  /** Negative: the less the better. */
  readonly weight: number
  /** Of WSJF: `size` is divided by, all others are the cost of delay. */
  readonly part: 'value' | 'size'
}

export interface ScoreModel {
  readonly method: ScoreMethod
  readonly criteria: readonly Criterion[]
}

/** A number, or why there is none. */
export interface Known {
  readonly value: number | null
  readonly text: string
}

export interface Candidate {
  readonly id: string
  readonly name: string
  /** By name of the criterion. */
  readonly values: ReadonlyMap<string, Known>
  /** What of the capacity or budget it asks for. */
  readonly demand: Known
}

export interface Ranked {
  readonly id: string
  readonly name: string
  /** Null: it has no score. */
  readonly rank: number | null
  readonly score: number | null
  readonly parts: readonly { readonly criterion: string; readonly value: number | null; readonly text: string }[]
  readonly demand: number | null
  /** Demand of this one and all before it. */
  readonly cumulative: number | null
  /** Null: without a capacity, or where its score or demand is not known, nobody can say. */
  readonly isAboveCut: boolean | null
  readonly text: string
}

/** What is wrong with a model, as a sentence; null when nothing is. */
export function findModelProblem({ method, criteria }: ScoreModel): string | null {
  if (new Set(criteria.map(({ name }) => name)).size < criteria.length) return 'Two criteria have the same name.'
  const sizes = criteria.filter(({ part }) => part === 'size').length
  if (method === 'weighted') return sizes === 0 ? null : 'A weighted score has no criterion of the part "size".'
  if (sizes !== 1) return 'WSJF needs exactly one criterion of the part "size".'
  return criteria.length > 1 ? null : 'WSJF needs a criterion of the part "value".'
}

/** Prioritisation F15: by score, until the next one does not fit any more; what follows is dropped, even if it is small. */
export function prioritize(
  candidates: readonly Candidate[],
  model: ScoreModel,
  capacity: number | null,
  /** How amounts are written: money is counted in minor units. */
  write: (amount: number) => string = String,
): readonly Ranked[] {
  const scored = candidates
    .map(candidate => ({ candidate, ...scoreOf(candidate, model) }))
    .toSorted((a, b) => compareScores(a.score, b.score) || (a.candidate.name < b.candidate.name ? -1 : 1))
  let cumulative = 0
  let isCut = false
  return scored.map(({ candidate: { id, name, values, demand }, score, text }, index) => {
    const parts = model.criteria.map(criterion => ({ criterion: criterion.name, ...readValue(values, criterion) }))
    const base = { id, name, score, parts, demand: demand.value }
    if (score === null) return { ...base, rank: null, cumulative: null, isAboveCut: null, text }
    const ranked = { ...base, rank: index + 1 }
    if (demand.value === null) return { ...ranked, cumulative: null, isAboveCut: null, text: `${text} ${demand.text}` }
    // Sums of estimates such as 0.1 are not compared to the last bit.
    cumulative = Math.round((cumulative + demand.value) * 1e6) / 1e6
    if (capacity === null) return { ...ranked, cumulative, isAboveCut: null, text }
    isCut ||= cumulative > capacity
    const used = `${write(cumulative)} of ${write(capacity)}`
    const cut = isCut ? `Dropped: with it ${used} are asked for.` : `${used} are used.`
    return { ...ranked, cumulative, isAboveCut: !isCut, text: `${text} ${cut}` }
  })
}

function scoreOf({ values }: Candidate, { method, criteria }: ScoreModel): { score: number | null; text: string } {
  const known: { criterion: Criterion; value: number }[] = []
  for (const criterion of criteria) {
    const { value, text } = readValue(values, criterion)
    if (value === null) return { score: null, text: `Not scored: ${criterion.name} is not known. ${text}` }
    known.push({ criterion, value })
  }
  const worth = known
    .filter(({ criterion }) => criterion.part === 'value')
    .reduce((sum, { criterion, value }) => sum + criterion.weight * value, 0)
  if (method === 'weighted') return { score: worth, text: `Score ${round(worth)}.` }
  const size = known.find(({ criterion }) => criterion.part === 'size')
  const divisor = (size?.value ?? 0) * (size?.criterion.weight ?? 1)
  if (!(divisor > 0)) return { score: null, text: `Not scored: the size is ${divisor}, nothing can be divided by it.` }
  return { score: worth / divisor, text: `Cost of delay ${round(worth)} divided by the size ${round(divisor)}.` }
}

const NOBODY: Known = { value: null, text: 'Nobody entered it.' }

const readValue = (values: ReadonlyMap<string, Known>, { name }: Criterion): Known => values.get(name) ?? NOBODY

/** What has no score comes last. */
function compareScores(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return b - a
}

const round = (value: number): number => Math.round(value * 100) / 100
