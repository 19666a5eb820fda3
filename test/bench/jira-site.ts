import { addWorklog, createIssue, createVersion, editIssue, linkIssues, moveVersion } from '../../demo/jira/edits.ts'
import { customFieldIds, listFields } from '../../demo/jira/field-catalogue.ts'
import { buildEmptySite, describeAccount, statusIds } from '../../demo/jira/generate-catalogue.ts'
import { type JiraSite, openSite } from '../../demo/jira/site.ts'
import type { Board, FieldRecord, Issue, SiteData, Sprint } from '../../demo/jira/site-records.ts'
import { type Random, seededRandom } from '../../demo/random.ts'
import { createClock, HISTORY, listStaggered } from './staggered.ts'
import { PEOPLE, writeParagraphs, writeSentence } from './wording.ts'

export const PROJECTS = 20
const SPRINTS_PER_BOARD = 12
const VERSIONS_PER_PROJECT = 8
const SPRINT_MS = 14 * 24 * 3_600_000
/** Of each 25 issues of a project one is an epic, the parent of the others. */
const EPIC_EVERY = 25
const STEPS = 8

/** What a sync must have stored. */
export interface JiraTruth {
  readonly workItems: number
  readonly worklogs: number
  readonly iterations: number
  readonly releases: number
  readonly links: number
  readonly changes: number
  readonly stateSpans: number
}

/** A site of 20 projects with a life of two years, the same for the same number of issues. */
export function generateSite(issues: number): JiraSite {
  const site = openSite(buildStructure())
  const random = seededRandom(20_000)
  const clock = createClock(issues, STEPS)
  let event = 0
  site.clock = () => HISTORY.fromMs
  addVersions(site, random)
  const people = site.data.accounts.map(({ accountId }) => accountId)
  for (const { item, step } of listStaggered(issues, STEPS)) {
    event += 1
    const atMs = clock.at(event)
    site.clock = () => atMs
    if (step === 0) addIssue(site, item, random, people)
    else live(site, item, step, random, random.pick(people))
  }
  // Opened anew, without the former states that the edits remembered.
  return openSite({ ...site.data, webhooks: [] })
}

export const countTruth = (site: JiraSite): JiraTruth => ({
  workItems: site.data.issues.length,
  worklogs: site.data.worklogs.length,
  iterations: site.data.sprints.length,
  releases: site.data.versions.length,
  links: site.data.links.length,
  changes: site.data.issues.reduce((sum, { histories }) => sum + histories.length, 0),
  stateSpans: site.data.issues.reduce((sum, issue) => sum + 1 + countStatusChanges(issue), 0),
})

const countStatusChanges = ({ histories }: Issue): number =>
  histories.filter(({ items }) => items.some(({ fieldId }) => fieldId === 'status')).length

/** One of a hundred issues of every project is edited now, and half of those get a worklog. */
export function changeOnePercent(site: JiraSite): number {
  const nowMs = Date.now()
  site.clock = () => nowMs
  const [by = ''] = site.data.accounts.map(({ accountId }) => accountId)
  const changed = site.data.issues.filter((_, index) => Math.floor(index / PROJECTS) % 100 === 7)
  for (const [index, issue] of changed.entries()) {
    const statusId = issue.statusId === statusIds.done ? statusIds.toDo : statusIds.done
    editIssue(site, { issueId: issue.id, by, changes: { statusId } })
    if (index % 2 === 0) addWorklog(site, { issueId: issue.id, by, seconds: 5_400 })
  }
  return changed.length
}

function buildStructure(): SiteData {
  const empty = buildEmptySite()
  const accounts = [
    ...PEOPLE.map(describeAccount),
    ...empty.accounts.filter(({ accountId }) => accountId === empty.callerAccountId),
  ]
  const lead = accounts[0]?.accountId ?? empty.callerAccountId
  const projects = Array.from({ length: PROJECTS }, (_, at) => ({
    id: String(10_000 + at),
    key: `BP${String.fromCharCode(65 + at)}`,
    name: `Bench project ${at + 1}`,
    leadAccountId: lead,
    browsable: true,
    nextIssueNumber: 1,
  }))
  const boards = projects.map(
    ({ id, key }, at): Board => ({
      id: at + 1,
      name: `${key} board`,
      type: 'scrum',
      projectId: id,
      columns: empty.boards[0]?.columns ?? [],
      estimationFieldId: customFieldIds.storyPoints,
    }),
  )
  return {
    ...empty,
    accounts,
    projects,
    boards,
    sprints: boards.flatMap(buildSprints),
    fields: [...listFields(), ...OWN_FIELDS],
  }
}

const buildSprints = ({ id: boardId, name }: Board): readonly Sprint[] =>
  Array.from({ length: SPRINTS_PER_BOARD }, (_, at): Sprint => {
    const startMs = HISTORY.fromMs + at * 4 * SPRINT_MS
    return {
      id: boardId * 100 + at,
      name: `${name} sprint ${at + 1}`,
      goal: '',
      state: 'closed',
      startMs,
      endMs: startMs + SPRINT_MS,
      completeMs: startMs + SPRINT_MS,
      createdMs: startMs - SPRINT_MS,
      originBoardId: boardId,
      boardIds: [boardId],
    }
  })

/** Real sites have many fields that few issues fill in; a connector asks for those that could matter. */
export const OWN_FIELDS: readonly FieldRecord[] = Array.from({ length: 30 }, (_, at): FieldRecord => {
  const customId = 11_000 + at
  const types = 'com.atlassian.jira.plugin.system.customfieldtypes'
  const schema =
    at % 3 === 0
      ? { type: 'number', custom: `${types}:float` }
      : at % 3 === 1
        ? { type: 'date', custom: `${types}:datepicker` }
        : { type: 'datetime', custom: `${types}:datetime` }
  const name = `Own field ${at + 1}`
  return {
    id: `customfield_${customId}`,
    name,
    navigable: true,
    clauseNames: [`cf[${customId}]`],
    schema: { ...schema, customId },
  }
})

/** A value in every third of them. */
export function readOwnField(issue: Issue, fieldId: string): unknown {
  const at = OWN_FIELDS.findIndex(({ id }) => id === fieldId)
  const number = Number(issue.id)
  if (at < 0 || (number + at) % 3 !== 0) return null
  const type = OWN_FIELDS[at]?.schema?.type
  if (type === 'number') return (number * 7 + at) % 1_000
  const instant = new Date(issue.createdMs + at * 86_400_000).toISOString()
  return type === 'date' ? instant.slice(0, 10) : instant.replace('Z', '+0000')
}

function addVersions(site: JiraSite, random: Random): void {
  for (const { id } of site.data.projects) {
    for (let at = 0; at < VERSIONS_PER_PROJECT; at += 1) {
      const by = random.pick(site.data.accounts).accountId
      const releaseDate = day(HISTORY.fromMs + at * 6 * SPRINT_MS)
      const version = createVersion(site, { project: id, name: `Release ${at + 1}`, releaseDate, by })
      moveVersion(site, { versionId: version.id, releaseDate: day(HISTORY.fromMs + (at * 6 + 1) * SPRINT_MS), by })
    }
  }
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

function addIssue(site: JiraSite, item: number, random: Random, people: readonly string[]): void {
  const place = Math.floor(item / PROJECTS)
  const isEpic = place % EPIC_EVERY === 0
  const epic = site.data.issues[(place - (place % EPIC_EVERY)) * PROJECTS + (item % PROJECTS)]
  createIssue(site, {
    project: projectOf(site, item),
    type: isEpic ? 'Epic' : random.pick(['Story', 'Story', 'Task', 'Bug']),
    summary: writeSentence(random, random.between(6, 12)),
    description: writeParagraphs(random, random.between(2, 6)),
    by: random.pick(people),
    parentId: isEpic ? null : (epic?.id ?? null),
    estimate: isEpic ? null : random.pick([1, 2, 3, 5, 8]),
    originalEstimateSeconds: random.between(1, 20) * 7_200,
    dueDate: day(site.clock() + 30 * 86_400_000),
    labels: [random.pick(['backend', 'frontend', 'ops', 'docs']), random.pick(['q1', 'q2', 'q3', 'q4'])],
  })
}

const projectOf = (site: JiraSite, item: number): string => site.data.projects[item % PROJECTS]?.id ?? ''

/** Six rows of history on average: planned, begun, two or three worklogs, and for half of them a release, a link, the end. */
function live(site: JiraSite, item: number, step: number, random: Random, by: string): void {
  const issue = site.data.issues[item]
  if (issue === undefined) return
  const place = Math.floor(item / PROJECTS)
  const book = () =>
    addWorklog(site, {
      issueId: issue.id,
      by,
      seconds: random.between(1, 16) * 1_800,
      comment: writeSentence(random, 12),
    })
  switch (step) {
    case 1: {
      const boardId = site.data.boards[item % PROJECTS]?.id ?? 0
      const sprintIds = [boardId * 100 + (place % SPRINTS_PER_BOARD)]
      editIssue(site, { issueId: issue.id, by, changes: { sprintIds, assignee: by } })
      return
    }
    case 2:
      editIssue(site, { issueId: issue.id, by, changes: { statusId: statusIds.inProgress } })
      return
    case 3:
    case 4:
      book()
      return
    case 5:
      if (place % 2 === 0) book()
      else {
        const versions = site.data.versions.filter(({ projectId }) => projectId === issue.projectId)
        const version = versions[place % versions.length]
        editIssue(site, {
          issueId: issue.id,
          by,
          changes: { fixVersionIds: version === undefined ? [] : [version.id] },
        })
      }
      return
    case 6: {
      const other = site.data.issues[item - PROJECTS]
      if (place % 4 === 1 && other !== undefined)
        linkIssues(site, { type: random.pick(['Blocks', 'Relates']), sourceId: issue.id, destinationId: other.id, by })
      return
    }
    case 7:
      if (place % 2 === 0) editIssue(site, { issueId: issue.id, by, changes: { statusId: statusIds.done } })
      return
  }
}
