import { fillAlertRules, findContradictions as findInAlertRules } from '../portfolio/alert/alert-rules.ts'
import { isCurrency, readMinor } from '../portfolio/earned-value/money.ts'
import { fillRules, findContradictions } from '../portfolio/health/health-rules.ts'
import { findModelProblem } from '../portfolio/priority.ts'
import type { Path, WrongReference } from './check-references.ts'
import { listFileInitiatives } from './file-initiatives.ts'
import type { FileBudget, FilePortfolio, PortfolioFile } from './portfolio-file.ts'

/** What a schema cannot see of rates, budgets, baselines, health and alert rules and score models. */
export function findWrongPlans({ portfolios = [], rates = [], roleAssignments = [] }: PortfolioFile) {
  return [
    ...rates.flatMap((rate, index): readonly WrongReference[] => {
      const path: Path = ['rates', index]
      return [
        ...(rate.person !== undefined && rate.role !== undefined
          ? [{ path: [...path, 'role'], sentence: 'must be left out where a person is given.' }]
          : []),
        ...findWrongCurrency(rate.currency, path),
        ...findWrongOrder(rate, path),
      ]
    }),
    ...findTwice(rates, ['rates']),
    ...roleAssignments.flatMap((each, index) => findWrongOrder(each, ['roleAssignments', index])),
    ...findTwice(
      roleAssignments.map(({ person, validFrom, validTo }) => ({ person, validFrom, validTo })),
      ['roleAssignments'],
    ),
    ...portfolios.flatMap((portfolio, index) => findInPortfolio(portfolio, ['portfolios', index])),
    ...listFileInitiatives(portfolios).flatMap(({ initiative: { budget, baseline }, path }) => [
      ...(budget === undefined ? [] : findInBudget(budget, [...path, 'budget'])),
      ...findDisorder(baseline?.startDay, baseline?.finishDay, [...path, 'baseline', 'finishDay']),
    ]),
  ]
}

function findInPortfolio(
  { healthRules, alertRules, scoreModel }: FilePortfolio,
  path: Path,
): readonly WrongReference[] {
  const problem = scoreModel === undefined ? null : findModelProblem(scoreModel)
  return [
    ...at([...path, 'healthRules'], healthRules === undefined ? [] : findContradictions(fillRules(healthRules, 0))),
    ...at([...path, 'alertRules'], alertRules === undefined ? [] : findInAlertRules(fillAlertRules(alertRules))),
    ...(problem === null ? [] : [{ path: [...path, 'scoreModel', 'criteria'], sentence: `is not right: ${problem}` }]),
  ]
}

const at = (path: Path, contradictions: readonly { readonly field: string; readonly expected: string }[]) =>
  contradictions.map(({ field, expected }) => ({ path: [...path, ...field.split('.')], sentence: `${expected}.` }))

function findInBudget({ currency, lines }: FileBudget, path: Path): readonly WrongReference[] {
  const wrong = findWrongCurrency(currency, path)
  if (wrong.length > 0) return wrong
  return lines.flatMap(({ firstDay, lastDay, amount }, index) => [
    ...findDisorder(firstDay, lastDay, [...path, 'lines', index, 'lastDay']),
    ...(readMinor(amount, currency) === null
      ? [{ path: [...path, 'lines', index, 'amount'], sentence: `must not be finer than ${currency} has units.` }]
      : []),
  ])
}

function findWrongCurrency(currency: string, path: Path): readonly WrongReference[] {
  if (isCurrency(currency)) return []
  return [{ path: [...path, 'currency'], sentence: 'must be the code of a currency such as EUR.' }]
}

const findWrongOrder = (each: { readonly validFrom: string; readonly validTo?: string }, path: Path) =>
  findDisorder(each.validFrom, each.validTo, [...path, 'validTo'])

function findDisorder(first: string | undefined, last: string | undefined, path: Path): readonly WrongReference[] {
  if (first === undefined || last === undefined || last >= first) return []
  return [{ path, sentence: `must not be before ${first}.` }]
}

interface Dated {
  readonly person?: string | undefined
  readonly role?: string | undefined
  readonly validFrom: string
  readonly validTo?: string | undefined
}

/** Of two entries about the same subject and days only one could hold, and which would change with each run. */
function findTwice(entries: readonly Dated[], path: Path): readonly WrongReference[] {
  const seen = new Set<string>()
  return entries.flatMap(({ person, role, validFrom, validTo }, index) => {
    const key = JSON.stringify([person?.toLowerCase(), role, validFrom, validTo])
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    return [{ path: [...path, index], sentence: 'is there twice for the same days; leave one.' }]
  })
}
