import { beforeAll, describe, expect, it } from 'vitest'
import { generateJiraSite } from '../../../demo/jira/generate.ts'
import type { JiraSite } from '../../../demo/jira/site.ts'
import type { Version } from '../../../demo/jira/site-records.ts'
import { DEMO_HISTORY_DAYS, DEMO_SEED, demoPortfolios } from '../../../demo/organisation.ts'
import { NOW } from './demo-site.ts'

const DAY_MS = 86_400_000

let site: JiraSite

beforeAll(() => {
  site = generateJiraSite({ seed: DEMO_SEED, now: NOW })
})

const levelOf = (typeId: string): number => site.issueTypes.get(typeId)?.hierarchyLevel ?? 0
const categoryOf = (statusId: string) => site.statuses.get(statusId)?.category
const versionsOf = (theme: string): Version[] =>
  site.data.versions.filter(version => version.name.startsWith(`${theme} 1.`))
const itemsOf = (theme: string) => {
  const epicIds = new Set(
    site.data.issues
      .filter(issue => levelOf(issue.typeId) === 1 && issue.summary.startsWith(`${theme}:`))
      .map(issue => issue.id),
  )
  return site.data.issues.filter(issue => issue.parentId !== null && epicIds.has(issue.parentId))
}
const doneShareOf = (theme: string): number => {
  const items = itemsOf(theme)
  return items.filter(issue => issue.resolutionId === '10000').length / items.length
}

describe('one seed, one site', () => {
  it('the same seed and instant give the same site, byte for byte', () => {
    const again = generateJiraSite({ seed: DEMO_SEED, now: NOW })
    expect(JSON.stringify(again.data)).toBe(JSON.stringify(site.data))
  })

  it('another seed gives another site', () => {
    const other = generateJiraSite({ seed: DEMO_SEED + 1, now: NOW })
    expect(JSON.stringify(other.data)).not.toBe(JSON.stringify(site.data))
  })
})

describe('the plan of the organisation', () => {
  const parts = demoPortfolios
    .flatMap(portfolio => portfolio.programs)
    .flatMap(program => program.initiatives)
    .flatMap(initiative => initiative.jira)

  it.each(parts)('$theme in $project has $epics epics and $items leaf items', part => {
    const project = site.data.projects.find(each => each.key === part.project)
    const epics = site.data.issues.filter(
      issue => levelOf(issue.typeId) === 1 && issue.summary.startsWith(`${part.theme}:`),
    )
    expect(epics.map(epic => epic.projectId)).toEqual(Array.from({ length: part.epics }, () => project?.id))
    expect(itemsOf(part.theme).filter(issue => levelOf(issue.typeId) === 0)).toHaveLength(part.items)
    expect(versionsOf(part.theme).length).toBeGreaterThanOrEqual(2)
  })
})

describe('the courses', () => {
  it('what goes well is 60 to 70 percent done, and no date of it was touched', () => {
    for (const theme of ['Instant Checkout', 'Sign-On Rollout']) {
      expect(doneShareOf(theme)).toBeGreaterThan(0.6)
      expect(doneShareOf(theme)).toBeLessThan(0.75)
      expect(movesOf(theme)).toEqual([])
    }
  })

  it('what slips in the open had its next release moved later three times, by people', () => {
    const next = versionsOf('Relaunch').find(version => !version.released)
    const moves = movesOf('Relaunch').filter(record => record.object.id === next?.id)
    expect(moves).toHaveLength(3)
    const days = moves.flatMap(record => record.changes.map(change => [change.from, change.to]))
    for (const [from, to] of days) expect(Date.parse(to ?? '')).toBeGreaterThan(Date.parse(from ?? ''))
    expect(days.at(-1)?.[1]).toBe(next?.releaseDate)
    expect(moves.every(record => site.accounts.get(record.authorId)?.displayName)).toBe(true)
    const epicMoves = site.data.issues
      .filter(issue => levelOf(issue.typeId) === 1 && issue.summary.startsWith('Relaunch:'))
      .map(epic => epic.histories.flatMap(history => history.items).filter(item => item.fieldId === 'duedate').length)
    expect(Math.max(...epicMoves)).toBe(3)
  })

  it('what slips silently is due within five weeks, needs far longer at its pace, and nobody moved a date', () => {
    const last = versionsOf('Subscriptions').at(-1)
    const daysLeft = (Date.parse(last?.releaseDate ?? '') - NOW.getTime()) / DAY_MS
    expect(daysLeft).toBeGreaterThan(0)
    expect(daysLeft).toBeLessThan(35)
    const doneShare = doneShareOf('Subscriptions')
    const daysNeeded = ((1 - doneShare) / doneShare) * DEMO_HISTORY_DAYS
    expect(daysNeeded).toBeGreaterThan(3 * daysLeft)
    expect(movesOf('Subscriptions')).toEqual([])
  })

  it('too little data is fewer than four finished items', () => {
    expect(itemsOf('Marketplace').filter(issue => issue.resolutionId === '10000').length).toBeLessThan(4)
  })

  const movesOf = (theme: string) =>
    site.data.audit.filter(
      record => record.summary === 'Version updated' && record.object.name.startsWith(`${theme} 1.`),
    )
})

describe('the history', () => {
  it('spans nine months and ends now', () => {
    const starts = site.data.issues.map(issue => issue.createdMs)
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(NOW.getTime() - DEMO_HISTORY_DAYS * DAY_MS)
    expect(Math.max(...site.data.issues.map(issue => issue.updatedMs))).toBeLessThanOrEqual(NOW.getTime())
  })

  it('changelog ids grow with time, and updated is the time of the last change', () => {
    const histories = site.data.issues.flatMap(issue => issue.histories).sort((one, other) => one.id - other.id)
    for (const [at, history] of histories.entries())
      expect(history.atMs).toBeGreaterThanOrEqual(histories[at - 1]?.atMs ?? 0)
    for (const issue of site.data.issues) expect(issue.updatedMs).toBe(issue.histories.at(-1)?.atMs ?? issue.createdMs)
  })

  it('replaying the status rows of an issue ends in its present status', () => {
    for (const issue of site.data.issues) {
      let statusId = '10000'
      for (const item of issue.histories.flatMap(history => history.items)) {
        if (item.fieldId !== 'status') continue
        expect(item.from).toBe(statusId)
        statusId = item.to ?? ''
      }
      expect(statusId).toBe(issue.statusId)
    }
  })

  it('work is carried into a second and a third sprint, and the row lists both', () => {
    expect(site.data.issues.some(issue => issue.sprintIds.length === 2)).toBe(true)
    expect(site.data.issues.some(issue => issue.sprintIds.length >= 3)).toBe(true)
    const rows = site.data.issues
      .flatMap(issue => issue.histories)
      .flatMap(history => history.items)
      .filter(item => item.field === 'Sprint')
    expect(rows.some(row => /^\d+, \d+$/.test(row.to ?? ''))).toBe(true)
  })

  it('items were cancelled, which is neither open nor done', () => {
    const cancelled = site.data.issues.filter(issue => site.statuses.get(issue.statusId)?.name === 'Cancelled')
    expect(cancelled.length).toBeGreaterThan(20)
    expect(cancelled.every(issue => categoryOf(issue.statusId) === 'done' && issue.resolutionId === '10001')).toBe(true)
  })

  it('estimates, parents, assignees, due dates and versions were changed on the way', () => {
    const fields = new Set(
      site.data.issues
        .flatMap(issue => issue.histories)
        .flatMap(history => history.items)
        .map(item => item.field),
    )
    for (const field of [
      'Story Points',
      'IssueParentAssociation',
      'assignee',
      'duedate',
      'Fix Version',
      'Link',
      'timespent',
      'Rank',
    ]) {
      expect(fields).toContain(field)
    }
  })
})

describe('what real sites have and clients trip over', () => {
  it('one epic has 150 histories, one issue 35 worklogs, one sprint two boards', () => {
    expect(
      site.data.issues.filter(issue => levelOf(issue.typeId) === 1 && issue.histories.length === 150),
    ).toHaveLength(1)
    expect([...site.worklogsByIssue.values()].filter(worklogs => worklogs.length === 35)).toHaveLength(1)
    expect(site.data.sprints.filter(sprint => sprint.boardIds.length === 2)).toHaveLength(1)
  })

  it('two issues were updated in the same millisecond', () => {
    const instants = site.data.issues.map(issue => issue.updatedMs)
    expect(new Set(instants).size).toBeLessThan(instants.length)
  })

  it('some worklogs were edited later and some deleted, and links cross projects', () => {
    expect(site.data.worklogs.filter(worklog => worklog.updatedMs > worklog.createdMs).length).toBeGreaterThan(20)
    expect(site.data.deletedWorklogs.length).toBeGreaterThan(20)
    const crossing = site.data.links.filter(
      link => site.issues.get(link.sourceId)?.projectId !== site.issues.get(link.destinationId)?.projectId,
    )
    expect(crossing.length).toBeGreaterThan(10)
    expect(new Set(site.data.links.map(link => link.typeId)).size).toBe(3)
  })

  it('only the boards say which of two fields is the estimate', () => {
    expect(site.data.issues.some(issue => issue.storyPointEstimate !== null)).toBe(true)
    expect(site.data.boards.map(board => board.estimationFieldId)).toEqual([
      'customfield_10028',
      'customfield_10028',
      'customfield_10028',
      null,
    ])
    expect(
      site.data.issues.filter(issue => issue.projectId === '10003').every(issue => issue.storyPoints === null),
    ).toBe(true)
  })
})
