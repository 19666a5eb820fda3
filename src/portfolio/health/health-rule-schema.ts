import { type TProperties, Type } from 'typebox'

/* The thresholds of health as people set them, through the API or a portfolio file. */

const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })
const growth = (description: string) => Type.Number({ minimum: 0, maximum: 100, description })
const index = (description: string) => Type.Number({ minimum: 0, maximum: 2, description })
const days = (description: string) => Type.Integer({ minimum: 1, maximum: 3_650, description })
const count = (description: string) => Type.Integer({ minimum: 1, maximum: 100_000, description })

const scope = {
  windowDays: days('Growth is measured over so many days.'),
  planningDays: days('Items that join in the first days are the plan, not growth.'),
  amberGrowth: growth('Items added per item in scope above which scope is amber.'),
  redGrowth: growth('Above this it is red.'),
  minAddedItems: count('Fewer added items are no growth, however small the scope.'),
}
const schedule = {
  amberPerformance: index('SPI(t) below which schedule is amber.'),
  redPerformance: index('Below this it is red.'),
}
const cost = {
  amberOverrun: growth('Expected cost over the budget, as a share of it, above which cost is amber.'),
  redOverrun: growth('Above this it is red.'),
}
const quality = {
  windowDays: days('Reopened work is counted over so many days.'),
  minDone: count('A reopen rate of fewer completions says nothing.'),
  minItems: count('A defect share of fewer items says nothing.'),
  minDefects: count('An escaped share or age of fewer defects says nothing.'),
  amberReopenRate: growth('Times work was reopened per time it was done.'),
  redReopenRate: growth('Above this it is red.'),
  amberDefectShare: share('Defects of all items in scope.'),
  redDefectShare: share('Above this it is red.'),
  amberEscapedShare: share('Defects found after a release, of all defects.'),
  redEscapedShare: share('Above this it is red.'),
  amberDefectAgeDays: days('85 % of the open defects are at most so old.'),
  redDefectAgeDays: days('Above this it is red.'),
}
const risk = {
  amberExposure: Type.Integer({
    minimum: 1,
    maximum: 25,
    description: 'Probability times impact from which it is amber.',
  }),
  redExposure: Type.Integer({ minimum: 1, maximum: 26, description: 'From which it is red; 26: never.' }),
  blockedDays: days('Work blocked for longer is a risk.'),
  keyPersonShare: share('Share of the open items with one person above which that is a risk.'),
  unestimatedShare: share('Share of open items without estimate above which that is a risk.'),
  minOpenItems: count('Shares of fewer open items say nothing.'),
  carriedOver: count('Iterations that ended with an item in it and not done, from which that is a risk.'),
  staleDays: days('Begun work not touched for longer is a risk.'),
  jumpDays: days('A jump of the scope is growth over so many days.'),
  jumpGrowth: growth('Items added per item in scope above which that is a risk.'),
  minAddedItems: count('Fewer added items are no jump.'),
  sharedPeople: count('People with open work in two red initiatives, from which that is a risk.'),
}
const compliance = {
  minEstimated: share('Share of the open items that are to be estimated.'),
  minShare: share('Share of the open items that are to have an owner, a date, a parent.'),
  staleDays: days('Begun work is to be touched within so many days.'),
  reviewDays: days('Entries of the register are to be looked at within so many days.'),
}
const data = {
  staleAfterHours: count('Data older than this is stale, and health grey.'),
  minMapped: share('Share of items whose status has a known meaning.'),
  minVisible: share('Share of the items known to be there that are shown to us.'),
}
const improveAfterEvaluations = Type.Integer({
  minimum: 1,
  maximum: 100,
  description: 'Evaluations in a row that must be better before the colour improves.',
})

const optional = <Fields extends TProperties>(fields: Fields) =>
  Type.Optional(Type.Partial(Type.Object(fields), { additionalProperties: false }))

export const HealthRuleSchema = Type.Object({
  schedule: Type.Object(schedule),
  cost: Type.Object(cost),
  scope: Type.Object(scope),
  quality: Type.Object(quality),
  risk: Type.Object(risk),
  compliance: Type.Object(compliance),
  data: Type.Object(data),
  improveAfterEvaluations,
})

/** Those left out are the program's own. */
export const GivenHealthRules = Type.Object(
  {
    schedule: optional(schedule),
    cost: optional(cost),
    scope: optional(scope),
    quality: optional(quality),
    risk: optional(risk),
    compliance: optional(compliance),
    data: optional(data),
    improveAfterEvaluations: Type.Optional(improveAfterEvaluations),
  },
  {
    additionalProperties: false,
    examples: [{ scope: { amberGrowth: 0.15, redGrowth: 0.3 }, improveAfterEvaluations: 3 }],
  },
)
