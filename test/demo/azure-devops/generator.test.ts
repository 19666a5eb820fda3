import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import { findParentId, latestRevision, pathOfNode, projectOfRevision } from '../../../demo/azure-devops/look-up.ts'
import { listAzureDevOpsOracle } from '../../../demo/azure-devops/oracle.ts'
import { loadOrganization, type Organization, saveOrganization } from '../../../demo/azure-devops/organization.ts'
import type { WorkItem } from '../../../demo/azure-devops/organization-state.ts'
import { demoPeople } from '../../../demo/organisation.ts'
import { ask, createOrganization, NOW, startStandIn } from './organization-for-tests.ts'

const TARGET_DATE = 'Microsoft.VSTS.Scheduling.TargetDate'
const COMPLETED_WORK = 'Microsoft.VSTS.Scheduling.CompletedWork'
const organization = createOrganization()
const { workItems } = organization.state
const isLeaf = (item: WorkItem): boolean => !['Epic', 'Feature', 'Risk'].includes(latestRevision(item).type)
const inTheme = (item: WorkItem, theme: string): boolean =>
  pathOfNode(organization, latestRevision(item).areaId).split('\\')[1] === theme
const categoryOf = (item: WorkItem): string => {
  const latest = latestRevision(item)
  const type = projectOfRevision(organization, latest).types.find(({ name }) => name === latest.type)
  return type?.states.find(({ name }) => name === latest.state)?.category ?? 'unknown'
}
const doneShare = (theme: string): number => {
  const leaves = workItems.filter(item => isLeaf(item) && inTheme(item, theme) && categoryOf(item) !== 'Removed')
  return leaves.filter(item => categoryOf(item) === 'Completed').length / leaves.length
}
const targetDates = (item: WorkItem): readonly string[] => {
  const dates = item.revisions.map(({ fields }) => fields[TARGET_DATE]).filter(date => typeof date === 'string')
  return dates.filter((date, index) => date !== dates[index - 1])
}
const epicsOf = (theme: string): readonly WorkItem[] =>
  workItems.filter(item => latestRevision(item).type === 'Epic' && inTheme(item, theme))

describe('the generated organisation', () => {
  it('is the same for the same seed and moment, and another for another seed', () => {
    const textOf = ({ state }: Organization): string => JSON.stringify(state)
    expect(textOf(createOrganization()) === textOf(organization)).toBe(true)
    expect(textOf(generateOrganization({ seed: 8, now: NOW })) === textOf(organization)).toBe(false)
  })

  it('holds the plan: its 1560 leaf items, under features under epics that name their theme', () => {
    expect(workItems.filter(isLeaf)).toHaveLength(1_560)
    for (const [theme, epics] of [
      ['Migration', 5],
      ['Sign-On', 3],
      ['Subscriptions', 4],
      ['Tax', 3],
      ['Search Index', 2],
      ['Lakehouse', 3],
    ] as const) {
      const titles = epicsOf(theme).map(item => String(latestRevision(item).fields['System.Title']))
      expect(titles.filter(title => title.includes(theme))).toHaveLength(epics)
    }
    const orphans = workItems.filter(item => findParentId(organization, item.id) === null)
    expect(orphans.every(item => ['Epic', 'Risk'].includes(latestRevision(item).type))).toBe(true)
  })

  it('ends its history at the given moment, with six to eight revisions an item, one after the other', () => {
    const revisions = workItems.flatMap(item => item.revisions)
    expect(revisions.length / workItems.length).toBeGreaterThan(6)
    expect(revisions.length / workItems.length).toBeLessThan(8)
    const times = revisions.map(({ changedDate }) => Date.parse(changedDate))
    expect(Math.max(...times)).toBeLessThanOrEqual(NOW.getTime())
    expect(Math.max(...times)).toBeGreaterThan(NOW.getTime() - 3 * 86_400_000)
    const backwards = workItems.filter(item =>
      item.revisions.some(
        (revision, index) =>
          index > 0 && Date.parse(revision.changedDate) <= Date.parse(item.revisions[index - 1]?.changedDate ?? ''),
      ),
    )
    expect(backwards).toEqual([])
  })

  it('tells each course: well is on pace, open slips move three times by people, silent ones never', () => {
    expect(doneShare('Sign-On')).toBeGreaterThan(0.6)
    expect(doneShare('Sign-On')).toBeLessThan(0.75)
    const moved = epicsOf('Migration').map(targetDates)
    expect(moved.filter(dates => dates.length === 4).length).toBeGreaterThanOrEqual(3)
    expect(moved.every(dates => dates.every((date, index) => date >= (dates[index - 1] ?? '')))).toBe(true)
    for (const epic of epicsOf('Subscriptions')) {
      const dates = targetDates(epic)
      expect(dates).toHaveLength(1)
      const daysLeft = (Date.parse(dates[0] ?? '') - NOW.getTime()) / 86_400_000
      expect(daysLeft).toBeGreaterThan(0)
      expect(daysLeft).toBeLessThan(35)
    }
    // More than a third is left for the last tenth of the time.
    expect(doneShare('Subscriptions')).toBeLessThan(0.66)
  })

  it('notes hours in Agile projects only, with a few corrections', () => {
    const worklogs = listAzureDevOpsOracle(organization).worklogs
    expect(worklogs.length).toBeGreaterThan(500)
    const scrum = workItems.filter(item =>
      item.revisions.every(revision => projectOfRevision(organization, revision).process.base === 'Scrum'),
    )
    expect(scrum.filter(item => item.revisions.some(({ fields }) => COMPLETED_WORK in fields))).toEqual([])
    const corrected = workItems.filter(item =>
      item.revisions.some(
        ({ fields }, index) =>
          Number(fields[COMPLETED_WORK] ?? 0) < Number(item.revisions[index - 1]?.fields[COMPLETED_WORK] ?? 0),
      ),
    )
    expect(corrected.length).toBeGreaterThan(3)
  })

  it('has what goes against the grain: carry-overs, moves, a changed type, deletions, new parents, a circle', () => {
    const having = (isSo: (item: WorkItem) => boolean): number => workItems.filter(isSo).length
    expect(having(item => new Set(item.revisions.map(({ iterationId }) => iterationId)).size > 2)).toBeGreaterThan(200)
    expect(
      having(item => new Set(item.revisions.map(revision => projectOfRevision(organization, revision).id)).size > 1),
    ).toBeGreaterThanOrEqual(4)
    expect(
      having(item => item.revisions[0]?.type === 'Bug' && latestRevision(item).type === 'User Story'),
    ).toBeGreaterThanOrEqual(1)
    expect(having(({ deletion }) => deletion !== null)).toBeGreaterThan(5)
    expect(
      having(item => item.deletion === null && item.revisions.some(({ isDeleted }) => isDeleted)),
    ).toBeGreaterThanOrEqual(1)
    expect(having(item => (organization.index.parentChanges.get(item.id) ?? []).length > 1)).toBeGreaterThan(5)
    expect(having(item => categoryOf(item) === 'Removed')).toBeGreaterThan(10)
    expect(having(item => latestRevision(item).type === 'Risk')).toBe(12)
    const links = new Set(listAzureDevOpsOracle(organization).links)
    const circles = [...links].filter(link => {
      const [rel, source, target] = link.split(':')
      return rel === 'System.LinkTypes.Dependency' && links.has(`${rel}:${target}:${source}`)
    })
    expect(circles).toHaveLength(2)
  })

  it('knows the people of the plan by the same e-mail, and nobody else', () => {
    const expected = demoPeople.filter(person => person.inAzureDevOps).map(({ email }) => email)
    expect(organization.state.people.map(({ email }) => email)).toEqual(expected)
  })

  it('answers the same after it was saved and loaded', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'milepost-organisation-'))
    const path = join(folder, 'organization.json')
    saveOrganization(organization, path)
    const loaded = loadOrganization(path)
    rmSync(folder, { recursive: true })
    const standIns = [await startStandIn({ organization }), await startStandIn({ organization: loaded })]
    for (const question of [
      '/_apis/wit/reporting/workitemrevisions?includeDeleted=true',
      '/_apis/wit/reporting/workitemlinks',
      '/_apis/wit/workitems?ids=101,150,400&$expand=all',
      '/_apis/wit/workitems/400/updates',
      '/Data%20Lake/_apis/wit/classificationnodes?$depth=9',
      '/Billing%20Engine/_apis/wit/recyclebin',
    ]) {
      const [first, second] = await Promise.all(
        standIns.map(async standIn => JSON.stringify(await ask(standIn, question)).replaceAll(standIn.url, '')),
      )
      expect(second).toBe(first)
      expect((first ?? '').length).toBeGreaterThan(100)
    }
    expect(listAzureDevOpsOracle(loaded)).toEqual(listAzureDevOpsOracle(organization))
    for (const standIn of standIns) await standIn.close()
  })
})
