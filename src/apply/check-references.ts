import { SCOPE_SELECTORS } from '../portfolio/initiative.ts'
import type { FileInitiative, FileProgram, FileRule, PortfolioFile } from './portfolio-file.ts'

/** A place in the file: keys and positions from the outside in. */
export type Path = readonly (string | number)[]

export interface WrongReference {
  readonly path: Path
  readonly sentence: string
}

/** What a schema cannot see: two of one name, and rules with no selector or several. */
export function findWrongReferences(file: PortfolioFile): readonly WrongReference[] {
  const portfolios = file.portfolios ?? []
  return [
    ...findTwins(file.connections ?? [], ['connections']),
    ...findTwins(file.channels ?? [], ['channels']),
    ...findTwins(portfolios, ['portfolios']),
    ...portfolios.flatMap((portfolio, index) => {
      const path: Path = ['portfolios', index]
      const programs = portfolio.programs ?? []
      return [
        ...findTwins(programs, [...path, 'programs']),
        ...findInInitiatives(portfolio.initiatives ?? [], [...path, 'initiatives']),
        ...programs.flatMap((program, at) => findInProgram(program, [...path, 'programs', at])),
      ]
    }),
  ]
}

function findInProgram({ workstreams = [], initiatives = [] }: FileProgram, path: Path): readonly WrongReference[] {
  return [
    ...findTwins(workstreams, [...path, 'workstreams']),
    ...findInInitiatives(initiatives, [...path, 'initiatives']),
    ...workstreams.flatMap((workstream, at) =>
      findInInitiatives(workstream.initiatives ?? [], [...path, 'workstreams', at, 'initiatives']),
    ),
  ]
}

function findInInitiatives(initiatives: readonly FileInitiative[], path: Path): readonly WrongReference[] {
  return [
    ...findTwins(initiatives, path),
    ...initiatives.flatMap(({ scope = [], milestones = [] }, index) => [
      ...findTwins(milestones, [...path, index, 'milestones']),
      ...findWrongRules(scope, [...path, index, 'scope']),
    ]),
  ]
}

function findTwins(named: readonly { readonly name: string }[], path: Path): readonly WrongReference[] {
  const seen = new Set<string>()
  return named.flatMap(({ name }, index) => {
    const key = name.toLowerCase()
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    return [{ path: [...path, index, 'name'], sentence: `"${name}" is there twice; names are compared without case.` }]
  })
}

function findWrongRules(rules: readonly object[], path: Path): readonly WrongReference[] {
  return rules.flatMap((rule, index) => {
    const selectors = selectorsOf(rule as FileRule)
    if (selectors.length === 1) return []
    return [{ path: [...path, index], sentence: `must have exactly one of ${SCOPE_SELECTORS.join(', ')}.` }]
  })
}

export const selectorsOf = (rule: FileRule) => SCOPE_SELECTORS.filter(selector => rule[selector] !== undefined)
