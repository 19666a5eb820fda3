import { Type } from 'typebox'
import { fillAlertRules } from '../portfolio/alert/alert-rules.ts'
import { fillRules } from '../portfolio/health/health-rules.ts'
import type { CurrentPlans } from './current-plans.ts'
import type { FilePortfolio } from './portfolio-file.ts'
import { compare, type FieldChange, placeOf, requireId, type Step } from './step.ts'

const Answer = Type.Object({ version: Type.Integer() })

/** Health rules, alert rules and score models of portfolios: each difference is a new version. */
export function planRules(portfolios: readonly FilePortfolio[], current: CurrentPlans): readonly Step[] {
  return portfolios.flatMap(({ name, healthRules, alertRules, scoreModel }) => {
    const place = placeOf('portfolio', name)
    const put = (what: Step['what'], path: string, before: object | undefined, body: object, fields: Fields): Step[] =>
      fields.length === 0
        ? []
        : [
            {
              ...{ action: before === undefined ? 'create' : 'change', what, name, fields },
              async run(service, ids) {
                await service.send('PUT', `/portfolios/${requireId(ids, place)}/${path}`, body, Answer)
                return null
              },
            },
          ]
    const rules = current.healthRules.get(place)
    const alerts = current.alertRules.get(place)
    const model = current.scoreModels.get(place)
    return [
      ...(healthRules === undefined
        ? []
        : put(
            'health rules',
            'health-rules',
            rules,
            healthRules,
            compareRules(fillRules(rules?.rules ?? {}, 0), fillRules(healthRules, 0)),
          )),
      ...(alertRules === undefined
        ? []
        : put(
            'alert rules',
            'alert-rules',
            alerts,
            alertRules,
            compareRules(fillAlertRules(alerts?.rules ?? {}), fillAlertRules(alertRules)),
          )),
      ...(scoreModel === undefined
        ? []
        : put('score model', 'score-model', model, scoreModel, compare({ ...model }, scoreModel))),
    ]
  })
}

type Fields = readonly FieldChange[]

/** Limit by limit, because one that left the file is as the program has it again. */
const compareRules = (before: object, given: object): Fields => compare(flatten(before), flatten(given))

const flatten = (rules: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(rules).flatMap(([group, limits]: [string, unknown]) => {
      // The order of kinds means nothing.
      if (Array.isArray(limits)) return [[group, limits.toSorted()]]
      return typeof limits === 'object' && limits !== null
        ? Object.entries(limits).map(([limit, value]: [string, unknown]) => [`${group}.${limit}`, value])
        : [[group, limits]]
    }),
  )
