import { afterEach, describe, expect, it } from 'vitest'
import * as edits from '../../../demo/jira/edits.ts'
import { type JiraSite, openSite as openData } from '../../../demo/jira/site.ts'
import { createSmallSite } from '../../flows/small-trackers.ts'
import { listIds, type OpenedSite, openSite, type Reading, readStream } from './stand-in-site.ts'

const opened: OpenedSite[] = []
afterEach(async () => {
  for (const site of opened.splice(0)) await site.close()
})

/** 20 projects with 6 issues each. */
function createWideSite(): JiraSite {
  const { data } = createSmallSite(['WEB', 'OPS'], 60)
  const [model] = data.projects
  if (model === undefined) throw new Error('the generated site has changed')
  const projects = Array.from({ length: 20 }, (_, at) => ({
    ...model,
    id: String(20_100 + at),
    key: `WIDE${String.fromCharCode(65 + at)}`,
    name: `Project ${at + 1}`,
  }))
  const issues = data.issues.flatMap((issue, at) => {
    const project = projects[at % projects.length]
    if (project === undefined) return []
    const own = { projectId: project.id, key: `${project.key}-${at + 1}`, parentId: null, sprintIds: [], histories: [] }
    return [{ ...issue, ...own, formerKeys: [] }]
  })
  return openData({ ...data, projects, issues, boards: [], sprints: [], versions: [], worklogs: [], links: [] })
}

/** Jira lists 20 projects, and refuses every search for some. */
async function open(product: 'cloud' | 'data-center', areRefused: (projectId: string) => boolean) {
  const site = await openSite({ product, site: createWideSite() })
  opened.push(site)
  const refuse = (): void =>
    site.standIn.faults.add({
      match: ({ path, body }) => /\/search|approximate-count/.test(path) && listProjects(body).some(areRefused),
      times: Number.POSITIVE_INFINITY,
      fault: 'status',
      status: 400,
      body: '{"errorMessages":["The value does not exist for the field \'project\'."],"errors":{}}',
    })
  refuse()
  return { ...site, refuse }
}

const listProjects = (body: unknown): readonly string[] =>
  /project in \(([^)]*)\)/.exec((body as { jql?: string } | null)?.jql ?? '')?.[1]?.split(', ') ?? []
const gapsOf = ({ pages }: Reading) =>
  pages.flatMap(({ gaps }) => gaps ?? []).map(({ kind, subject }) => `${kind} ${subject}`)

describe.each(['cloud', 'data-center'] as const)(
  'a project of 20 that Jira (%s) lists and refuses to search',
  product => {
    it('is told, and costs the others nothing; once it is searched again, it is read from the beginning', async () => {
      const project = '20107'
      const { site, source, standIn, notes, refuse } = await open(product, id => id === project)
      const [own, others] = [
        site.data.issues.filter(({ projectId }) => projectId === project),
        site.data.issues.filter(({ projectId }) => projectId !== project),
      ].map(issues => issues.map(({ id }) => id).sort())
      expect(own?.length).toBeGreaterThan(0)

      const first = await readStream(source, 'work_items')
      expect(listIds(first.records, 'work_item')).toEqual(others)
      expect(new Set(gapsOf(first))).toEqual(new Set([`refused_project project ${project}`]))
      expect(notes.filter(({ status }) => status === 400).length).toBeLessThan(12)

      const changed = site.data.issues.find(({ id }) => id === others?.[0])
      edits.editIssue(site, { issueId: changed?.id ?? '', by: 'Priya Nair', changes: { summary: 'Changed meanwhile' } })
      const before = notes.length
      const second = await readStream(source, 'work_items', first.cursor)
      expect(JSON.stringify(second.records)).toContain('Changed meanwhile')
      expect(new Set(gapsOf(second))).toEqual(new Set([`refused_project project ${project}`]))
      expect(notes.slice(before).filter(({ status }) => status === 400).length).toBeLessThan(3)

      standIn.faults.clear()
      const third = await readStream(source, 'work_items', second.cursor)
      expect(listIds(third.records, 'work_item')).toEqual(expect.arrayContaining([...(own ?? [])]))
      expect(gapsOf(third)).toEqual([])

      // Refused after it was read: nothing is said to be gone.
      refuse()
      const fourth = await readStream(source, 'work_items', third.cursor)
      expect(fourth.records.some(({ type }) => type === 'removal')).toBe(false)
      expect(new Set(gapsOf(fourth))).toEqual(new Set([`refused_project project ${project}`]))
    }, 60_000)

    it('is no excuse where every project is refused', async () => {
      const { source } = await open(product, () => true)
      await expect(readStream(source, 'work_items')).rejects.toMatchObject({ reason: 'unsupported' })
    })
  },
)
