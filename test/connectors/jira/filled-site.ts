import { type JiraSite, openSite } from '../../../demo/jira/site.ts'
import type { Issue } from '../../../demo/jira/site-records.ts'
import { createSmallSite } from '../../flows/small-trackers.ts'

const { data } = createSmallSite(['WEB', 'OPS'], 60)
export const generate = (): JiraSite => openSite(structuredClone(data))

/** A project with this many issues and, for each, as many histories as `countHistories` says. */
export function fill(issues: number, countHistories: (place: number) => number = () => 0): JiraSite {
  const site = generate()
  const project = site.data.projects.find(({ key }) => key === 'WEB')
  const model = site.data.issues.find(({ projectId, parentId }) => projectId === project?.id && parentId === null)
  if (project === undefined || model === undefined) throw new Error('the generated site has changed')
  const updatedMs = Date.parse('2026-11-10T09:30:15Z')
  const made = Array.from({ length: issues }, (_, place): Issue => {
    const histories = Array.from({ length: countHistories(place) }, (_row, number) => ({
      id: 500_000 + place * 10_000 + number,
      atMs: updatedMs - 86_400_000 + number * 1_000,
      authorId: null,
      items: [
        {
          field: 'labels',
          fieldtype: 'jira' as const,
          fieldId: 'labels',
          from: null,
          fromText: 'a',
          to: null,
          toText: 'b',
        },
      ],
    }))
    const key = `WEB-${20_000 + place}`
    return {
      ...model,
      id: String(90_000 + place),
      key,
      formerKeys: [],
      sprintIds: [],
      updatedMs,
      createdMs: updatedMs - (2 + (place % 40)) * 86_400_000,
      histories,
    }
  })
  return openSite({ ...site.data, projects: [project], issues: made, worklogs: [], links: [] })
}
