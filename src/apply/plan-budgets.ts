import { Type } from 'typebox'
import type { CurrentPlans } from './current-plans.ts'
import type { PlacedInitiative } from './file-initiatives.ts'
import type { FileBaseline, FileBudget } from './portfolio-file.ts'
import { RefusedError } from './service.ts'
import { compare, named, requireId, type Step } from './step.ts'

const Made = Type.Object({ id: Type.String() })

/** Budgets in versions: one that differs from the last in currency or lines becomes the next. */
export function planBudgets(initiatives: readonly PlacedInitiative[], current: CurrentPlans): readonly Step[] {
  return initiatives.flatMap(({ initiative: { name, budget }, place }): readonly Step[] => {
    if (budget === undefined) return []
    const [before] = current.budgets.get(place) ?? []
    const fields = compare(before === undefined ? {} : showBudget(before), showBudget(budget))
    if (fields.length === 0) return []
    return [
      {
        ...{ action: before === undefined ? 'create' : 'change', what: 'budget', name, fields },
        async run(service, ids) {
          await service.send('POST', '/budgets', { ...budget, initiativeId: requireId(ids, place) }, Made)
          return null
        },
      },
    ]
  })
}

/** Approved plans: one with the same approver, reason and rules is kept, whatever was approved after it; none is ever edited. */
export function planBaselines(initiatives: readonly PlacedInitiative[], current: CurrentPlans): readonly Step[] {
  return initiatives.flatMap(({ initiative: { name, baseline }, place }): readonly Step[] => {
    if (baseline === undefined) return []
    const before = current.baselines.get(place) ?? []
    // The days it was frozen with depend on what there was then.
    const { startDay: _, finishDay: __, ...said } = baseline
    if (before.some(each => compare(each, said).length === 0)) return []
    return [
      {
        ...{ action: 'create', what: 'baseline', name, fields: compare({}, baseline) },
        async run(service, ids) {
          await approve(baseline, path => service.send('POST', path, named(baseline), Made), requireId(ids, place))
          return null
        },
      },
    ]
  })
}

async function approve(
  { approvedBy }: FileBaseline,
  send: (path: string) => Promise<unknown>,
  initiativeId: string,
): Promise<void> {
  try {
    await send(`/initiatives/${initiativeId}/baselines`)
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    const remedy = `What ${approvedBy} approved cannot be frozen before the trackers are read: apply the file again after the first sync.`
    throw new RefusedError(`${error.message} ${remedy}`, { status: error.status, cause: error })
  }
}

interface BudgetLines {
  readonly currency: string
  readonly lines: readonly (Omit<FileBudget['lines'][number], 'category' | 'description'> & {
    readonly category: string
    readonly description?: string | null
  })[]
}

const showBudget = ({ currency, lines }: BudgetLines) => ({
  currency,
  lines: lines.map(({ firstDay, lastDay, category, amount, description }) =>
    [`${firstDay} to ${lastDay}`, category, trimAmount(amount), description ?? '']
      .filter(each => each !== '')
      .join(' '),
  ),
})

/** "95.00", "95.0" and "95" are one amount. */
export const trimAmount = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount)
