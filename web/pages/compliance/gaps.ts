import type { Item } from '../../api/operation.ts'
import { words } from '../../words/words.ts'

export type Listed = Item<'GET /compliance'>
export type Check = NonNullable<Listed['compliance']>['checks'][number]
export type Rule = Check['rule']

/** In which order the rules stand. */
export const RULES = Object.keys(words.compliance.rules) as readonly Rule[]

export const stateOf = ({ isMet }: Pick<Check, 'isMet'>): 'met' | 'unmet' | 'none' =>
  isMet === null ? 'none' : isMet ? 'met' : 'unmet'

export const listChecks = (items: readonly Listed[]): readonly Check[] =>
  items.flatMap(({ compliance }) => compliance?.checks ?? [])

/** What one person is to close; null: nobody has it. */
export interface OwnerGaps {
  readonly personId: string | null
  readonly name: string | null
  readonly total: number
  readonly byRule: ReadonlyMap<Rule, number>
}

/** The gaps of all initiatives by who has them, the most first. */
export function groupByOwner(checks: readonly Check[]): readonly OwnerGaps[] {
  const gaps = checks.flatMap(({ rule, gapOwners }) => gapOwners.map(owner => ({ ...owner, rule })))
  return [...Map.groupBy(gaps, ({ personId }) => personId)]
    .map(([personId, group]) => ({
      personId,
      name: group[0]?.name ?? null,
      total: sum(group),
      byRule: new Map([...Map.groupBy(group, ({ rule }) => rule)].map(([rule, each]) => [rule, sum(each)])),
    }))
    .sort((a, b) => b.total - a.total)
}

const sum = (counted: readonly { readonly count: number }[]): number =>
  counted.reduce((total, { count }) => total + count, 0)
