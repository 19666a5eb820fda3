import { DEMO_HISTORY_DAYS, demoPortfolios } from '../organisation.ts'
import { type Random, seededRandom } from '../random.ts'
import { rankIssue } from './edits.ts'
import { buildEmptySite, CALLER_ACCOUNT_ID } from './generate-catalogue.ts'
import { planCourse } from './generate-courses.ts'
import { planEpics } from './generate-epics.ts'
import { planItemLife } from './generate-item-life.ts'
import { type PlannedItem, planItems } from './generate-items.ts'
import { createSchedule, DAY_MS, HOUR_MS, type Schedule } from './generate-schedule.ts'
import { planJointSprint, planSprints } from './generate-sprints.ts'
import { planVersionMoves, planVersions } from './generate-versions.ts'
import { planLinks, planManyWorklogs, planSubtasks, planWorklogs } from './generate-work.ts'
import type { PlannedEpic } from './planned.ts'
import { type JiraSite, openSite } from './site.ts'

/** Nothing is planned for the last two hours, so that the oddities below come last. */
const QUIET_MS = 2 * HOUR_MS
const LONG_CHANGELOG = 150
const MANY_WORKLOGS = 35

/**
 * Fills a site from the demo's plan by living through nine months of it: every planned event happens at its own moment
 * through the same edits a person makes, so the changelogs, ids and audit records come out as Jira would write them. With
 * `until` the same life is led only up to that instant.
 */
export function generateJiraSite({ seed, now, until }: { seed: number; now: Date; until?: Date }): JiraSite {
  const nowMs = now.getTime()
  const random = seededRandom(seed)
  const schedule = createSchedule(nowMs - DEMO_HISTORY_DAYS * DAY_MS)
  const site = openSite(buildEmptySite(), schedule.currentMs)
  const people = site.data.accounts.map(account => account.accountId).filter(id => id !== CALLER_ACCOUNT_ID)
  const { items, epics } = planPortfolio(site, schedule, people, nowMs, random)
  planLinks(site, schedule, items, people, random)
  const longest = epics[6] ?? epics[0]
  for (let at = 0; longest && at < LONG_CHANGELOG - 30; at++) {
    const atMs = nowMs - (DEMO_HISTORY_DAYS - 5) * DAY_MS + at * 2 * DAY_MS + random.between(0, 6) * HOUR_MS
    const by = random.pick(people)
    schedule.plan(atMs, () => {
      if (longest.issue) rankIssue(site, { issueId: longest.issue.id, by })
    })
  }
  schedule.runUntil(Math.min(until?.getTime() ?? Number.POSITIVE_INFINITY, nowMs - QUIET_MS))
  if (until !== undefined) return openSite(site.data, () => until.getTime())
  addOddities(site, longest, nowMs, people)
  return openSite(site.data)
}

function planPortfolio(
  site: JiraSite,
  schedule: Schedule,
  people: readonly string[],
  nowMs: number,
  random: Random,
): { items: PlannedItem[]; epics: PlannedEpic[] } {
  const sprints = planAllSprints(site, schedule, people, nowMs, random)
  const items: PlannedItem[] = []
  const epics: PlannedEpic[] = []
  for (const initiative of demoPortfolios
    .flatMap(portfolio => portfolio.programs)
    .flatMap(program => program.initiatives)) {
    const ownerAccount = site.data.accounts.find(account => account.displayName === initiative.owner)
    const owner = ownerAccount?.accountId ?? random.pick(people)
    const movers = [owner, random.pick(people), owner]
    for (const part of initiative.jira) {
      const course = planCourse(initiative.course, DEMO_HISTORY_DAYS)
      const versions = planVersions(site, schedule, part, course, { nowMs, by: owner })
      const partEpics = planEpics(site, schedule, part, course, versions, { nowMs, owner })
      planVersionMoves(site, schedule, course, versions, partEpics, { nowMs, movers })
      const partItems = planItems(part, course, partEpics, nowMs, random)
      const setting = { people, versions, sprints: sprints.get(part.project) ?? null }
      for (const [at, item] of partItems.entries()) {
        planItemLife(site, schedule, item, setting, random)
        planSubtasks(site, schedule, item, people, random)
        const isMuchBooked = items.length === 0 && at === Math.round(part.items * 0.3)
        if (isMuchBooked) planManyWorklogs(site, schedule, item, MANY_WORKLOGS, nowMs)
        else planWorklogs(site, schedule, item, people, nowMs, random)
      }
      items.push(...partItems)
      epics.push(...partEpics)
    }
  }
  return { items, epics }
}

function planAllSprints(
  site: JiraSite,
  schedule: Schedule,
  people: readonly string[],
  nowMs: number,
  random: Random,
): ReadonlyMap<string, ReturnType<typeof planSprints>> {
  const scrum = site.data.boards.filter(board => board.type === 'scrum')
  const beganMs = Math.floor((nowMs - (DEMO_HISTORY_DAYS - 3) * DAY_MS) / DAY_MS) * DAY_MS
  const mondayMs = beganMs + ((8 - new Date(beganMs).getUTCDay()) % 7) * DAY_MS
  const sprints = new Map<string, ReturnType<typeof planSprints>>()
  for (const [at, board] of scrum.entries()) {
    const startMs = mondayMs + at * 7 * DAY_MS + 9 * HOUR_MS
    const project = site.projects.get(board.projectId)?.key ?? ''
    sprints.set(project, planSprints(site, schedule, board, { startMs, nowMs, by: random.pick(people) }))
  }
  planJointSprint(
    site,
    schedule,
    scrum.slice(0, 2),
    { startMs: mondayMs + 32 * 7 * DAY_MS + 10 * HOUR_MS, by: random.pick(people) },
    random,
  )
  return sprints
}

/** What real sites have and clients trip over: a very long changelog, two issues updated in the same millisecond. */
function addOddities(site: JiraSite, longest: PlannedEpic | undefined, nowMs: number, people: readonly string[]): void {
  let atMs = nowMs - QUIET_MS
  site.clock = () => atMs
  const [by = ''] = people
  while (longest?.issue && longest.issue.histories.length < LONG_CHANGELOG) {
    atMs += 45_000
    rankIssue(site, { issueId: longest.issue.id, by })
  }
  atMs += 60_000
  for (const issue of site.data.issues.filter(each => each.resolutionId === null).slice(-2))
    rankIssue(site, { issueId: issue.id, by })
}
