/** One value of a set of rules: a number, a word, or nothing ("never"). */
export type Leaf = number | string | null

/** Rules as the service gives them: values, by group or alone. */
export type RuleSet = Readonly<Record<string, unknown>>

const DIGITS = 6

/** Every value by its path, "schedule.amberPerformance"; lists are not values. */
export function flattenRules(rules: RuleSet): ReadonlyMap<string, Leaf> {
  return new Map(
    Object.entries(rules).flatMap(([name, value]): (readonly [string, Leaf])[] => {
      if (Array.isArray(value)) return []
      if (typeof value === 'object' && value !== null)
        return Object.entries(value as Readonly<Record<string, Leaf>>).map(([part, leaf]) => [`${name}.${part}`, leaf])
      return [[name, value as Leaf]]
    }),
  )
}

/** The paths back to groups. */
export function gatherRules(values: ReadonlyMap<string, Leaf>): RuleSet {
  const gathered: Record<string, Leaf | Record<string, Leaf>> = {}
  for (const [path, value] of values) {
    const [group = '', name] = path.split('.')
    if (name === undefined) gathered[group] = value
    else gathered[group] = { ...(gathered[group] as Record<string, Leaf> | undefined), [name]: value }
  }
  return gathered
}

/** People enter shares in percent. */
export const toShown = (value: Leaf, isShare: boolean): string =>
  value === null
    ? ''
    : isShare && typeof value === 'number'
      ? String(Number((value * 100).toFixed(DIGITS)))
      : `${value}`

export function fromShown(shown: string, before: Leaf, isShare: boolean): Leaf {
  if (typeof before === 'string') return shown
  if (shown.trim() === '') return null
  return isShare ? Number((Number(shown) / 100).toFixed(DIGITS + 2)) : Number(shown)
}

/** Paths whose values are not the same. */
export const listDifferences = (one: RuleSet, other: RuleSet): readonly string[] => {
  const [ones, others] = [flattenRules(one), flattenRules(other)]
  const lists = Object.keys(one).filter(
    name => Array.isArray(one[name]) && JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  )
  return [...lists, ...[...ones.keys()].filter(path => ones.get(path) !== others.get(path))]
}
