import { afterEach, describe, expect, it } from 'vitest'
import { editWorkItem } from '../../../demo/azure-devops/edits.ts'
import { latestRevision, projectOfRevision } from '../../../demo/azure-devops/look-up.ts'
import { removeProjectPermission, restoreProjectPermission } from '../../../demo/azure-devops/project-edits.ts'
import { createSmallOrganization } from '../../flows/small-trackers.ts'
import { firstPage, NOW, type Opened, openSource, type Reading, readAll, requireFirst } from './opened-source.ts'

let opened: Opened
afterEach(() => opened.close())

/** Two items of different projects, and how to change one of them. */
function choosePair() {
  const { organization } = opened
  const by = requireFirst(organization.state.people).id
  const live = organization.state.workItems.filter(({ deletion }) => deletion === null)
  const projectOf = (item: (typeof live)[number]) => projectOfRevision(organization, latestRevision(item)).id
  const hidden = requireFirst(live)
  const project = projectOf(hidden)
  const shown = requireFirst(live.filter(item => projectOf(item) !== project))
  const rename = ({ id }: typeof hidden, title: string) =>
    editWorkItem(organization, { id, by, at: NOW, fields: { 'System.Title': title } })
  return { hidden, shown, project, rename }
}

const titlesOf = ({ records }: Reading): readonly string[] =>
  records.flatMap(record => (record.type === 'work_item' ? [record.title] : []))

const read = ({ source, collection }: Opened, after: string | null): Promise<Reading> =>
  readAll(source, 'work_items', collection, after)

describe.each([
  { name: 'in the feed of revisions', refused: false },
  { name: 'where that feed is refused', refused: true },
])('a project that was hidden while its items changed, $name', ({ refused }) => {
  it('brings those changes when it is seen again, once', async () => {
    const organization = createSmallOrganization(120, 11, NOW)
    const open = () => openSource({ organization, pageSize: 40, refusesReporting: refused })
    // Each pass opens the connection anew, and asks for the projects again.
    const reopen = async () => {
      await opened.close()
      opened = await open()
    }
    opened = await open()
    const { hidden, shown, project, rename } = choosePair()
    const { cursor: first } = await read(opened, null)
    removeProjectPermission(organization, project)
    rename(hidden, 'Changed while nobody saw it')
    rename(shown, 'Changed before the eyes of all')
    await reopen()
    const meanwhile = await read(opened, first)
    expect(titlesOf(meanwhile)).toContain('Changed before the eyes of all')
    expect(titlesOf(meanwhile)).not.toContain('Changed while nobody saw it')

    restoreProjectPermission(organization, project)
    await reopen()
    const again = await read(opened, meanwhile.cursor)
    expect(titlesOf(again)).toContain('Changed while nobody saw it')
    // Broken off after its first page, the reading of the project's past goes on there.
    await reopen()
    const { cursor } = await firstPage(opened.source.read('work_items', opened.collection, meanwhile.cursor))
    await reopen()
    const rest = await read(opened, cursor)
    expect(rest.raw.length).toBeLessThan(again.raw.length)
    expect(titlesOf(rest)).toContain('Changed while nobody saw it')
    await reopen()
    expect((await read(opened, again.cursor)).raw.length).toBeLessThan(again.raw.length / 2)
  }, 60_000)
})
