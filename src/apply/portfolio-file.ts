import { type Static, type TSchema, Type } from 'typebox'
import { SCOPE_SELECTORS } from '../portfolio/initiative.ts'

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

const Initiative = Type.Object(
  {
    name: Name,
    owner: Type.Optional(Name),
    weight: Type.Optional(Weight),
    priority: Type.Optional(Type.Integer()),
    scope: list(Rule),
    /** Weight of each tracker's part, by the connection's name. */
    trackerWeights: Type.Optional(Type.Record(Type.String(), Weight)),
    milestones: list(Milestone),
  },
  closed,
)

const groupFields = { name: Name, owner: Type.Optional(Name), weight: Type.Optional(Weight) }

const Workstream = Type.Object({ ...groupFields, initiatives: list(Initiative) }, closed)

const Program = Type.Object({ ...groupFields, workstreams: list(Workstream), initiatives: list(Initiative) }, closed)

const Portfolio = Type.Object({ ...groupFields, programs: list(Program), initiatives: list(Initiative) }, closed)

const Channel = Type.Object({ name: Name, kind: Name, settings: Entered }, closed)

export const PortfolioFile = Type.Object(
  { connections: list(Connection), portfolios: list(Portfolio), channels: list(Channel) },
  closed,
)

export type PortfolioFile = Static<typeof PortfolioFile>
export type FileConnection = Static<typeof Connection>
export type FilePortfolio = Static<typeof Portfolio>
export type FileProgram = Static<typeof Program>
export type FileInitiative = Static<typeof Initiative>
export type FileChannel = Static<typeof Channel>
export interface FileRule {
  readonly connection: string
  readonly effect?: 'include' | 'exclude'
  readonly inProject?: string
  readonly [selector: string]: string | undefined
}
