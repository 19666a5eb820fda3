/**
 * The organisation of the demo: one plan that both stand-in trackers are filled from, so that an initiative whose
 * scope lies in both tools, and a person who works in both, are the same in each.
 */

/** How an initiative's nine months went. The generators turn it into dates, states and hours. */
export type Course =
  /** On time, estimated, steady throughput. */
  | 'well'
  /** The date was moved several times, in the tracker, by people. */
  | 'slips_in_the_open'
  /** Nobody moved the date, but the remaining work cannot be done by it at the pace so far. */
  | 'slips_silently'
  /** Too few finished items for any forecast. */
  | 'too_little_data'
  /** Ordinary: some moves, some growth of scope. */
  | 'ordinary'

export interface DemoPerson {
  readonly name: string
  readonly email: string
  /** Whether the person works in each tool; some work in both. */
  readonly inJira: boolean
  readonly inAzureDevOps: boolean
}

/** A part of an initiative's scope that lies in one tracker. */
export interface DemoPart {
  /** Jira project key, or Azure DevOps project name. */
  readonly project: string
  /** Name of the epics' theme; every epic of this part carries it in its title. */
  readonly theme: string
  readonly epics: number
  /** Leaf items (stories, tasks, bugs, backlog items), over all epics of the part. */
  readonly items: number
}

export interface DemoInitiative {
  readonly name: string
  readonly owner: string
  readonly course: Course
  readonly jira: readonly DemoPart[]
  readonly azureDevOps: readonly DemoPart[]
}

export interface DemoProgram {
  readonly name: string
  readonly initiatives: readonly DemoInitiative[]
}

export interface DemoPortfolio {
  readonly name: string
  readonly programs: readonly DemoProgram[]
}

export const DEMO_SEED = 20_261_122
/** Nine months of history, in days. */
export const DEMO_HISTORY_DAYS = 274

/** Histories end with the day before: the trackers are the same whenever on a day they are asked for. */
export const historyEndOf = (now: Date): Date => new Date(Math.floor(now.getTime() / 86_400_000) * 86_400_000)

const both = (name: string, email: string): DemoPerson => ({ name, email, inJira: true, inAzureDevOps: true })
const jira = (name: string, email: string): DemoPerson => ({ name, email, inJira: true, inAzureDevOps: false })
const azure = (name: string, email: string): DemoPerson => ({ name, email, inJira: false, inAzureDevOps: true })

/** Who moves the milestones of the demo, in either tool. */
export const demoMover = both('Amara Osei', 'amara.osei@halden.example')

export const demoPeople: readonly DemoPerson[] = [
  demoMover,
  both('Tomás Rivera', 'tomas.rivera@halden.example'),
  both('Ingrid Solheim', 'ingrid.solheim@halden.example'),
  both('Wei Zhang', 'wei.zhang@halden.example'),
  jira('Priya Nair', 'priya.nair@halden.example'),
  jira('Jonas Weber', 'jonas.weber@halden.example'),
  jira('Fatima El-Sayed', 'fatima.elsayed@halden.example'),
  jira('Liam Byrne', 'liam.byrne@halden.example'),
  jira('Sofia Rossi', 'sofia.rossi@halden.example'),
  azure('Noah Kim', 'noah.kim@halden.example'),
  azure('Elena Petrova', 'elena.petrova@halden.example'),
  azure('Kwame Mensah', 'kwame.mensah@halden.example'),
  azure('Hannah Fischer', 'hannah.fischer@halden.example'),
  azure('Mateo Silva', 'mateo.silva@halden.example'),
]

/** Jira projects of the demo site: key, name and the kind of board its team uses. */
export const demoJiraProjects = [
  { key: 'PAY', name: 'Payments', board: 'scrum' },
  { key: 'MOB', name: 'Mobile App', board: 'scrum' },
  { key: 'WEB', name: 'Web Shop', board: 'scrum' },
  { key: 'OPS', name: 'Operations Desk', board: 'kanban' },
] as const

/** Azure DevOps projects of the demo organisation and the process template each uses. */
export const demoAzureDevOpsProjects = [
  { name: 'Core Platform', process: 'Agile' },
  { name: 'Billing Engine', process: 'Scrum' },
  { name: 'Data Lake', process: 'Agile' },
] as const

const part = (project: string, theme: string, epics: number, items: number): DemoPart => ({
  project,
  theme,
  epics,
  items,
})

export const demoPortfolios: readonly DemoPortfolio[] = [
  {
    name: 'Customer Growth',
    programs: [
      {
        name: 'Digital Channels',
        initiatives: [
          {
            name: 'Instant Checkout',
            owner: 'Amara Osei',
            course: 'well',
            jira: [part('PAY', 'Instant Checkout', 5, 420)],
            azureDevOps: [],
          },
          {
            name: 'Mobile Relaunch',
            owner: 'Priya Nair',
            course: 'slips_in_the_open',
            jira: [part('MOB', 'Relaunch', 5, 400)],
            azureDevOps: [],
          },
          {
            name: 'Storefront Search',
            owner: 'Liam Byrne',
            course: 'ordinary',
            jira: [part('WEB', 'Search', 4, 300)],
            azureDevOps: [part('Data Lake', 'Search Index', 2, 140)],
          },
        ],
      },
      {
        name: 'Revenue Platform',
        initiatives: [
          {
            name: 'Subscription Billing',
            owner: 'Elena Petrova',
            course: 'slips_silently',
            jira: [part('PAY', 'Subscriptions', 2, 160)],
            azureDevOps: [part('Billing Engine', 'Subscriptions', 4, 320)],
          },
          {
            name: 'Tax Compliance 2027',
            owner: 'Ingrid Solheim',
            course: 'ordinary',
            jira: [],
            azureDevOps: [part('Billing Engine', 'Tax', 3, 220)],
          },
          {
            name: 'Partner Marketplace',
            owner: 'Sofia Rossi',
            course: 'too_little_data',
            jira: [part('WEB', 'Marketplace', 1, 14)],
            azureDevOps: [],
          },
        ],
      },
    ],
  },
  {
    name: 'Foundations',
    programs: [
      {
        name: 'Cloud and Data',
        initiatives: [
          {
            name: 'Platform Migration',
            owner: 'Noah Kim',
            course: 'slips_in_the_open',
            jira: [],
            azureDevOps: [part('Core Platform', 'Migration', 5, 420)],
          },
          {
            name: 'Single Sign-On',
            owner: 'Tomás Rivera',
            course: 'well',
            jira: [part('OPS', 'Sign-On Rollout', 2, 130)],
            azureDevOps: [part('Core Platform', 'Sign-On', 3, 220)],
          },
          {
            name: 'Analytics Lakehouse',
            owner: 'Wei Zhang',
            course: 'ordinary',
            jira: [],
            azureDevOps: [part('Data Lake', 'Lakehouse', 3, 240)],
          },
        ],
      },
    ],
  },
]
