import { type Static, type TSchema, Type } from 'typebox'
import { GivenAlertRules } from '../portfolio/alert/alert-rule-schema.ts'
import { GivenHealthRules } from '../portfolio/health/health-rule-schema.ts'
import { listFileInitiatives } from './file-initiatives.ts'
import type { PortfolioFile } from './portfolio-file.ts'
import type { Service } from './service.ts'
import { type Ids, placeOf } from './step.ts'

/* What stands in the service of the plans that a file sets; only what the file speaks of is read. */

const OrNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const validity = { validFrom: Type.String(), validTo: OrNull(Type.String()) }

const Person = Type.Object({ id: Type.String(), name: Type.String(), email: OrNull(Type.String()) })

const Rate = Type.Object({
  personId: OrNull(Type.String()),
  role: OrNull(Type.String()),
  amountPerHour: OrNull(Type.String()),
  currency: Type.String(),
  isExternal: Type.Boolean(),
  ...validity,
})

const RoleAssignment = Type.Object({ personId: Type.String(), role: OrNull(Type.String()), ...validity })

const Budget = Type.Object({
  currency: Type.String(),
  lines: Type.Array(
    Type.Object({
      firstDay: Type.String(),
      lastDay: Type.String(),
      category: Type.String(),
      amount: Type.String(),
      description: OrNull(Type.String()),
    }),
  ),
})

const Baseline = Type.Object({
  approvedBy: Type.String(),
  reason: Type.String(),
  earningRule: Type.String(),
  planRule: Type.String(),
  period: Type.String(),
})

const HealthRules = Type.Object({ rules: GivenHealthRules })
const AlertRules = Type.Object({ rules: GivenAlertRules })
const ScoreModel = Type.Object({ method: Type.String(), criteria: Type.Array(Type.Unknown()) })

export interface CurrentPlans {
  readonly people: readonly Static<typeof Person>[]
  /** In the order they were entered. */
  readonly rates: readonly Static<typeof Rate>[]
  readonly roleAssignments: readonly Static<typeof RoleAssignment>[]
  /** By the place of the initiative; newest first. */
  readonly budgets: ReadonlyMap<string, readonly Static<typeof Budget>[]>
  readonly baselines: ReadonlyMap<string, readonly Static<typeof Baseline>[]>
  /** By the place of the portfolio. */
  readonly healthRules: ReadonlyMap<string, Static<typeof HealthRules>>
  readonly alertRules: ReadonlyMap<string, Static<typeof AlertRules>>
  readonly scoreModels: ReadonlyMap<string, Static<typeof ScoreModel>>
}

/** `ids`: of the portfolios and initiatives that are there already; of the others nothing was entered yet. */
export async function loadCurrentPlans(service: Service, file: PortfolioFile, ids: Ids): Promise<CurrentPlans> {
  const { portfolios = [], rates = [], roleAssignments = [] } = file
  const initiatives = listFileInitiatives(portfolios)
  const namesPeople = roleAssignments.length > 0 || rates.some(({ person }) => person !== undefined)
  const listIf = <Item extends TSchema>(isNeeded: boolean, path: string, item: Item) =>
    isNeeded ? service.list(path, item) : Promise.resolve([])
  const placed = portfolios.map(({ name, ...portfolio }) => ({ ...portfolio, place: placeOf('portfolio', name) }))
  const [people, storedRates, storedRoles, budgets, baselines, healthRules, alertRules, scoreModels] =
    await Promise.all([
      listIf(namesPeople, '/people', Person),
      listIf(rates.length > 0, '/rates', Rate),
      listIf(roleAssignments.length > 0, '/role-assignments', RoleAssignment),
      readEach(
        initiatives.filter(({ initiative }) => initiative.budget !== undefined),
        ids,
        id => service.list(`/budgets?initiative=${id}`, Budget),
      ),
      readEach(
        initiatives.filter(({ initiative }) => initiative.baseline !== undefined),
        ids,
        id => service.list(`/initiatives/${id}/baselines`, Baseline),
      ),
      readEach(
        placed.filter(portfolio => portfolio.healthRules !== undefined),
        ids,
        id => service.find(`/portfolios/${id}/health-rules`, HealthRules),
      ),
      readEach(
        placed.filter(portfolio => portfolio.alertRules !== undefined),
        ids,
        id => service.find(`/portfolios/${id}/alert-rules`, AlertRules),
      ),
      readEach(
        placed.filter(portfolio => portfolio.scoreModel !== undefined),
        ids,
        id => service.find(`/portfolios/${id}/score-model`, ScoreModel),
      ),
    ])
  return {
    ...{ people, rates: storedRates.toReversed(), roleAssignments: storedRoles.toReversed() },
    ...{ budgets, baselines, healthRules, alertRules, scoreModels },
  }
}

async function readEach<Found>(
  placed: readonly { readonly place: string }[],
  ids: Ids,
  read: (id: string) => Promise<Found | null>,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>()
  for (const { place } of placed) {
    const id = ids.get(place)
    const value = id === undefined ? null : await read(id)
    if (value !== null) found.set(place, value)
  }
  return found
}
