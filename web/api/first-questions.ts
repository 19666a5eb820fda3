import type { Place, Portfolio } from '../shell/read-place.ts'
import type { Asked } from './address.ts'
import type { Input, Operation } from './operation.ts'

/** An operation and what it is given; of a list all pages. */
export interface Question {
  readonly operation: Operation
  readonly input: Asked
  readonly isList: boolean
}

const question = <O extends Operation>(operation: O, input: Input<O> & Asked, isList = false): Question => ({
  operation,
  input,
  isList,
})

const OF_PORTFOLIO: ReadonlySet<string> = new Set(['/', '/roadmap'])
const INITIATIVE = /^\/initiatives\/([^/]+)$/

/** Whether what a page asks first is of the portfolio. */
export const isOfPortfolio = (path: string): boolean => OF_PORTFOLIO.has(path)

/** What takes longest of what a page asks for, so that it can be asked while the page itself is on its way. */
export function firstQuestions(path: string, { asOf }: Place, portfolio: Portfolio | null): readonly Question[] {
  const query = asOf === undefined ? {} : { asOf }
  const [, initiative] = INITIATIVE.exec(path) ?? []
  if (initiative !== undefined) {
    const input = { path: { id: initiative }, query }
    return [question('GET /initiatives/{id}', input), question('GET /initiatives/{id}/assessment', input)]
  }
  if (portfolio === null || !isOfPortfolio(path)) return []
  const rollup = question('GET /portfolios/{id}/rollup', { path: { id: portfolio.id }, query })
  if (path === '/') return [rollup]
  return [rollup, question('GET /milestones', { query: { ...query, portfolio: portfolio.id } }, true)]
}
