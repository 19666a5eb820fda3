import { createHash } from 'node:crypto'
import { type DemoPerson, demoJiraProjects, demoPeople } from '../organisation.ts'
import { customFieldIds, listFields } from './field-catalogue.ts'
import type { Account, Board, SiteData } from './site-records.ts'

export const statusIds = {
  toDo: '10000',
  inProgress: '3',
  inReview: '10001',
  done: '10002',
  cancelled: '10003',
} as const
export const CALLER_ACCOUNT_ID = '712020:5f0c6c1e-milepost-reader'

const timeZones = ['Europe/Oslo', 'Europe/Lisbon', 'Asia/Kolkata', 'America/New_York', 'Europe/Berlin']
/** One person hides the e-mail address, as people on real sites do. */
const HIDES_EMAIL = 'Sofia Rossi'

/** A site with its people, projects, statuses and boards, and no work yet. */
export function buildEmptySite(): SiteData {
  const accounts = listAccounts()
  const lead = accounts[0]?.accountId ?? CALLER_ACCOUNT_ID
  return {
    name: 'Halden',
    cloudId: '6d7f2e7a-3c1b-4b8e-9f62-0d5a1c2b3e4f',
    callerAccountId: CALLER_ACCOUNT_ID,
    accounts: [...accounts, callerAccount()],
    projects: demoJiraProjects.map(({ key, name }, at) => ({
      id: String(10_000 + at),
      key,
      name,
      leadAccountId: lead,
      browsable: true,
      nextIssueNumber: 1,
    })),
    issueTypes: [
      { id: '10000', name: 'Epic', description: 'A big piece of work.', hierarchyLevel: 1 },
      { id: '10001', name: 'Story', description: 'Something a user can do.', hierarchyLevel: 0 },
      { id: '10002', name: 'Task', description: 'A piece of work.', hierarchyLevel: 0 },
      { id: '10003', name: 'Bug', description: 'A fault.', hierarchyLevel: 0 },
      { id: '10004', name: 'Sub-task', description: 'A part of an item.', hierarchyLevel: -1 },
    ],
    statuses: [
      { id: statusIds.toDo, name: 'To Do', category: 'new' },
      { id: statusIds.inProgress, name: 'In Progress', category: 'indeterminate' },
      { id: statusIds.inReview, name: 'In Review', category: 'indeterminate' },
      { id: statusIds.done, name: 'Done', category: 'done' },
      { id: statusIds.cancelled, name: 'Cancelled', category: 'done' },
    ],
    resolutions: [
      { id: '10000', name: 'Done', description: 'Work has been completed.' },
      { id: '10001', name: "Won't Do", description: 'This will not be done.' },
      { id: '10002', name: 'Duplicate', description: 'The same as another item.' },
    ],
    priorities: ['Highest', 'High', 'Medium', 'Low', 'Lowest'].map((name, at) => ({
      id: String(at + 1),
      name,
      description: '',
    })),
    fields: listFields(),
    linkTypes: [
      { id: '10000', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
      { id: '10001', name: 'Duplicate', inward: 'is duplicated by', outward: 'duplicates' },
      { id: '10002', name: 'Relates', inward: 'relates to', outward: 'relates to' },
    ],
    boards: demoJiraProjects.map((project, at) => buildBoard(at, project)),
    sprints: [],
    versions: [],
    issues: [],
    worklogs: [],
    deletedWorklogs: [],
    links: [],
    audit: [],
    webhooks: [],
    filters: [],
    droppedLinkCount: 0,
    counters: {
      issue: 10_000,
      history: 100_000,
      worklog: 20_000,
      link: 30_000,
      version: 10_100,
      sprint: 0,
      audit: 0,
      webhook: 0,
      rank: 0,
    },
  }
}

function listAccounts(): Account[] {
  return demoPeople
    .filter(person => person.inJira)
    .map((person, at) => ({ ...describeAccount(person), timeZone: timeZones[at % timeZones.length] ?? 'UTC' }))
}

export const describeAccount = ({ name, email }: DemoPerson): Account => ({
  accountId: deriveAccountId(email),
  displayName: name,
  emailAddress: email,
  emailHidden: name === HIDES_EMAIL,
  active: true,
  timeZone: 'UTC',
  accountType: 'atlassian',
})

/** The account the API token belongs to. */
export function callerAccount(): Account {
  return {
    accountId: CALLER_ACCOUNT_ID,
    displayName: 'Milepost Reader',
    emailAddress: 'milepost@halden.example',
    emailHidden: false,
    active: true,
    timeZone: 'Europe/Berlin',
    accountType: 'atlassian',
  }
}

/** Account ids look like 712020:uuid; the same text gives the same id everywhere. */
export function deriveAccountId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `712020:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

function buildBoard(at: number, project: (typeof demoJiraProjects)[number]): Board {
  return {
    id: at + 1,
    name: `${project.key} board`,
    type: project.board,
    projectId: String(10_000 + at),
    columns: [
      { name: 'To Do', statusIds: [statusIds.toDo] },
      { name: 'In Progress', statusIds: [statusIds.inProgress] },
      { name: 'In Review', statusIds: [statusIds.inReview] },
      { name: 'Done', statusIds: [statusIds.done, statusIds.cancelled] },
    ],
    estimationFieldId: project.board === 'scrum' ? customFieldIds.storyPoints : null,
  }
}
