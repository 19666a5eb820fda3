import { type Static, type TSchema, Type } from 'typebox'
import { GivenAlertRules } from '../portfolio/alert/alert-rule-schema.ts'
import { EARNING_RULES, PLAN_RULES } from '../portfolio/earned-value/baseline.ts'
import { COST_CATEGORIES } from '../portfolio/earned-value/cost-category.ts'
import { PERIODS } from '../portfolio/earned-value/period.ts'
import { GivenHealthRules } from '../portfolio/health/health-rule-schema.ts'
import { SCOPE_SELECTORS } from '../portfolio/initiative.ts'
import { RULE_SOURCES } from '../portfolio/milestone/milestone-rule.ts'
import { SCORE_METHODS, SCORE_SOURCES } from '../portfolio/priority.ts'
import { Channel, TimeZone } from './file-channel.ts'

/* What a portfolio file may hold. Unknown keys are refused: a misspelt one would otherwise do nothing in silence. */

const closed = { additionalProperties: false } as const
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Day = Type.String({ format: 'date', pattern: '^[12]\\d{3}-' })
const Weight = Type.Number({ exclusiveMinimum: 0 })

/** A value that is not in the file: it is taken from this environment variable. */
export const FromEnvironment = Type.Object({ env: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }) }, closed)

/** What the connector of that kind asks for; the service checks it. */
const Entered = Type.Record(Type.String(), Type.Unknown())

const Connection = Type.Object(
  {
    name: Name,
    kind: Name,
    settings: Entered,
    credentials: Entered,
    syncEverySeconds: Type.Optional(Type.Integer({ minimum: 30, maximum: 86_400 })),
    blindAfterSeconds: Type.Optional(Type.Integer({ minimum: 7_200, maximum: 2_592_000 })),
  },
  closed,
)

/** One rule: the connection's name and exactly one selector, such as `component: Cart`. */
const Rule = Type.Object(
  {
    connection: Name,
    /** Default include. */
    effect: Type.Optional(Type.Enum(['include', 'exclude'])),
    ...Object.fromEntries(SCOPE_SELECTORS.map(selector => [selector, Type.Optional(Type.String({ minLength: 1 }))])),
    /** Limits component, label and release rules to one project. */
    inProject: Type.Optional(Type.String({ minLength: 1 })),
  },
  { ...closed, minProperties: 2 },
)

const Milestone = Type.Object(
  {
    name: Name,
    day: Day,
    baselineDay: Type.Optional(Day),
    toleranceDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
    importance: Type.Optional(Type.Enum(['normal', 'high'])),
  },
  closed,
)

const list = <Item extends TSchema>(item: Item) => Type.Optional(Type.Array(item))

const Amount = Type.String({
  pattern: '^(0|[1-9]\\d{0,11})(\\.\\d{1,4})?$',
  'x-expected': 'must be an amount in quotes such as "1250.50"',
})
const Currency = Type.String({ pattern: '^[A-Z]{3}$', 'x-expected': 'must be the code of a currency such as EUR' })
const Note = Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S', 'x-expected': 'must not be blank' })
const validity = { validFrom: Day, validTo: Type.Optional(Day) }

/** What an hour costs: of a person, of a role, or (neither) of everybody. Of one subject a later one holds. */
const Rate = Type.Object(
  {
    /** An e-mail address, or the name as the trackers write it. */
    person: Type.Optional(Name),
    role: Type.Optional(Name),
    amountPerHour: Amount,
    currency: Currency,
    isExternal: Type.Optional(Type.Boolean()),
    ...validity,
  },
  closed,
)

const RoleAssignment = Type.Object({ person: Name, role: Name, ...validity }, closed)

/** A new version where currency or lines differ from the last one; the reason is told with it. */
const Budget = Type.Object(
  {
    currency: Currency,
    reason: Note,
    lines: Type.Array(
      Type.Object(
        {
          firstDay: Day,
          lastDay: Day,
          category: Type.Enum([...COST_CATEGORIES]),
          amount: Amount,
          description: Type.Optional(Note),
        },
        closed,
      ),
      { minItems: 1, maxItems: 500 },
    ),
  },
  closed,
)

/** Freezes the plan as it stands, unless one with this approver, reason and rules is there; another reason approves it anew. */
const Baseline = Type.Object(
  {
    approvedBy: Name,
    reason: Note,
    earningRule: Type.Optional(Type.Enum([...EARNING_RULES])),
    planRule: Type.Optional(Type.Enum([...PLAN_RULES])),
    period: Type.Optional(Type.Enum([...PERIODS])),
    startDay: Type.Optional(Day),
    finishDay: Type.Optional(Day),
  },
  closed,
)

const ScoreModel = Type.Object(
  {
    method: Type.Enum([...SCORE_METHODS]),
    criteria: Type.Array(
      Type.Object(
        {
          name: Name,
          source: Type.Enum([...SCORE_SOURCES]),
          weight: Type.Number({ minimum: -1_000, maximum: 1_000 }),
          part: Type.Enum(['value', 'size']),
        },
        closed,
      ),
      { minItems: 1, maxItems: 20 },
    ),
  },
  closed,
)

/** What milestones come from, here and below; an empty list: from nowhere. `name` may hold *, and left out it is all. */
const MilestoneSource = Type.Object({ source: Type.Enum([...RULE_SOURCES]), name: Type.Optional(Name) }, closed)

const nodeFields = {
  name: Name,
  owner: Type.Optional(Name),
  weight: Type.Optional(Weight),
  milestonesFrom: list(MilestoneSource),
}

const Initiative = Type.Object(
  {
    ...nodeFields,
    priority: Type.Optional(Type.Integer()),
    scope: list(Rule),
    /** Weight of each tracker's part, by the connection's name. */
    trackerWeights: Type.Optional(Type.Record(Type.String(), Weight)),
    milestones: list(Milestone),
    budget: Type.Optional(Budget),
    baseline: Type.Optional(Baseline),
  },
  closed,
)

const Workstream = Type.Object({ ...nodeFields, initiatives: list(Initiative) }, closed)

const Program = Type.Object({ ...nodeFields, workstreams: list(Workstream), initiatives: list(Initiative) }, closed)

const Portfolio = Type.Object(
  {
    ...nodeFields,
    /** Whose clock its pages show; UTC when nobody says. */
    timeZone: Type.Optional(TimeZone),
    /** Thresholds that are left out are the program's own. */
    healthRules: Type.Optional(GivenHealthRules),
    /** Which alerts its initiatives raise and how severe they are; who hears of them, and when, channels say. */
    alertRules: Type.Optional(GivenAlertRules),
    scoreModel: Type.Optional(ScoreModel),
    programs: list(Program),
    initiatives: list(Initiative),
  },
  closed,
)

export const PortfolioFile = Type.Object(
  {
    connections: list(Connection),
    portfolios: list(Portfolio),
    roleAssignments: list(RoleAssignment),
    rates: list(Rate),
    channels: list(Channel),
  },
  closed,
)

export type PortfolioFile = Static<typeof PortfolioFile>
export type FileConnection = Static<typeof Connection>
export type FilePortfolio = Static<typeof Portfolio>
export type FileProgram = Static<typeof Program>
export type FileMilestoneSource = Static<typeof MilestoneSource>
export type FileInitiative = Static<typeof Initiative>
export type FileRate = Static<typeof Rate>
export type FileRoleAssignment = Static<typeof RoleAssignment>
export type FileBudget = Static<typeof Budget>
export type FileBaseline = Static<typeof Baseline>
export interface FileRule {
  readonly connection: string
  readonly effect?: 'include' | 'exclude'
  readonly inProject?: string
  readonly [selector: string]: string | undefined
}
