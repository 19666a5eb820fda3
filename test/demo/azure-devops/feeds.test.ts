import { afterEach, describe, expect, it } from 'vitest'
import { editWorkItem } from '../../../demo/azure-devops/edits.ts'
import { addLink, moveToParent, removeLink } from '../../../demo/azure-devops/link-edits.ts'
import { findParentId, latestRevision, loadWorkItem } from '../../../demo/azure-devops/look-up.ts'
import type { Organization } from '../../../demo/azure-devops/organization.ts'
import type { AzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import { ask, createOrganization, startStandIn } from './organization-for-tests.ts'

interface RevisionRow {
  readonly id: number
  readonly rev: number
  readonly fields: Readonly<Record<string, unknown>>
}
interface LinkRow {
  readonly rel: string
  readonly sourceId: number
  readonly targetId: number
  readonly isActive: boolean
}
interface Batch<T> {
  readonly values: readonly T[]
  readonly nextLink: string
  readonly continuationToken?: string
  readonly isLastBatch: boolean
}

const open: AzureDevOpsStandIn[] = []
afterEach(async () => {
  for (const standIn of open.splice(0)) await standIn.close()
})
async function start(options: Parameters<typeof startStandIn>[0]): Promise<AzureDevOpsStandIn> {
  const standIn = await startStandIn(options)
  open.push(standIn)
  return standIn
}

async function readFeed<T>(
  standIn: AzureDevOpsStandIn,
  path: string,
): Promise<{ readonly rows: readonly T[]; readonly pages: readonly Batch<T>[] }> {
  const pages: Batch<T>[] = []
  for (let next = path; ; ) {
    const batch = await ask<Batch<T>>(standIn, next)
    pages.push(batch)
    if (batch.isLastBatch) return { rows: pages.flatMap(({ values }) => values), pages }
    next = batch.nextLink.slice(standIn.url.length)
  }
}

const REVISIONS =
  '/_apis/wit/reporting/workitemrevisions?includeDeleted=true&fields=System.Id,System.Rev,System.IsDeleted'
const LINKS =
  '/_apis/wit/reporting/workitemlinks?linkTypes=System.LinkTypes.Hierarchy,System.LinkTypes.Dependency,' +
  'System.LinkTypes.Related'
const someStory = (organization: Organization): number =>
  organization.state.workItems.find(
    item => latestRevision(item).type === 'User Story' && findParentId(organization, item.id) !== null,
  )?.id ?? 0

describe('the revision feed', () => {
  it.each([173, 1_000, 50_000])('gives every revision once and in order per item, %i on a page', async pageSize => {
    const organization = createOrganization()
    const standIn = await start({ organization, pageSize })
    const { rows, pages } = await readFeed<RevisionRow>(standIn, REVISIONS)
    const expected = organization.state.workItems.reduce((count, { revisions }) => count + revisions.length, 0)
    expect(rows).toHaveLength(expected)
    expect(pages).toHaveLength(Math.ceil(expected / pageSize))
    const lastRevs = new Map<number, number>()
    let outOfOrder = 0
    for (const { id, rev } of rows) {
      if (rev !== (lastRevs.get(id) ?? 0) + 1) outOfOrder += 1
      lastRevs.set(id, rev)
    }
    expect(outOfOrder).toBe(0)
  })

  it('gives the same rows when empty pages come between, and never the token it was asked with', async () => {
    const organization = createOrganization()
    const standIn = await start({ organization, pageSize: 4_000, sendsEmptyPages: true })
    const { rows, pages } = await readFeed<RevisionRow>(standIn, REVISIONS)
    expect(rows).toHaveLength(organization.index.feed.length)
    expect(pages.filter(({ values }) => values.length === 0)).toHaveLength(pages.length / 2)
    const tokens = pages.map(({ continuationToken }) => continuationToken)
    expect(new Set(tokens).size).toBe(tokens.length)
  })

  it('names the next poll on the last page, and that poll gives only what came since', async () => {
    const organization = createOrganization()
    const standIn = await start({ organization, pageSize: 50_000 })
    const { pages } = await readFeed<RevisionRow>(standIn, REVISIONS)
    const poll = (pages.at(-1)?.nextLink ?? '').slice(standIn.url.length)
    expect((await ask<Batch<RevisionRow>>(standIn, poll)).values).toEqual([])
    const id = someStory(organization)
    const edited = editWorkItem(organization, { id, by: 'Noah Kim', fields: { 'Microsoft.VSTS.Common.Priority': 1 } })
    const after = await ask<Batch<RevisionRow>>(standIn, poll)
    expect(after.values.map(row => [row.id, row.rev])).toEqual([[id, edited.rev]])
  })

  it('shows deleted items only when asked, and what lies in a project only under that project', async () => {
    const organization = createOrganization()
    const standIn = await start({ organization, pageSize: 50_000 })
    const deleted = organization.state.workItems.filter(({ deletion }) => deletion !== null)
    const all = await readFeed<RevisionRow>(standIn, REVISIONS)
    const live = await readFeed<RevisionRow>(standIn, REVISIONS.replace('includeDeleted=true', 'includeDeleted=false'))
    const shown = new Set(live.rows.map(({ id }) => id))
    expect(deleted.length).toBeGreaterThan(5)
    expect(deleted.filter(({ id }) => shown.has(id))).toEqual([])
    expect(all.rows.filter(({ fields }) => fields['System.IsDeleted'] === true).length).toBeGreaterThanOrEqual(
      deleted.length,
    )
    const inProject = await readFeed<RevisionRow>(standIn, `/Billing%20Engine${REVISIONS}`)
    expect(inProject.rows.length).toBeGreaterThan(1_000)
    expect(inProject.rows.length).toBeLessThan(all.rows.length / 2)
  })

  it('gives one row per item when only the latest are asked for', async () => {
    const standIn = await start({ pageSize: 50_000 })
    const { rows } = await readFeed<RevisionRow>(standIn, `${REVISIONS}&includeLatestOnly=true`)
    expect(rows).toHaveLength(standIn.organization.state.workItems.length)
  })
})

describe('the link feed', () => {
  it('gives every link change in order in any page size, with its token only in nextLink', async () => {
    const organization = createOrganization()
    const standIn = await start({ organization, pageSize: 100 })
    const { rows, pages } = await readFeed<LinkRow>(standIn, LINKS)
    const keyOf = ({ rel, sourceId, targetId, isActive }: LinkRow): string =>
      [rel, sourceId, targetId, isActive].join(' ')
    expect(rows.map(keyOf)).toEqual(organization.state.links.map(keyOf))
    expect(pages[0]).not.toHaveProperty('continuationToken')
    expect(rows.filter(({ isActive }) => !isActive).length).toBeGreaterThan(5)
  })

  it('tells of a link that came and went although no revision does', async () => {
    const organization = createOrganization()
    const standIn = await start({ organization, pageSize: 50_000 })
    const [revisions, links] = [
      await readFeed<RevisionRow>(standIn, REVISIONS),
      await readFeed<LinkRow>(standIn, LINKS),
    ]
    const id = someStory(organization)
    const target = organization.state.workItems.find(
      item => latestRevision(item).type === 'Feature' && item.id !== findParentId(organization, id),
    )
    const before = await ask<RevisionRow>(standIn, `/_apis/wit/workitems/${id}?$expand=all`)

    moveToParent(organization, { id, parentId: target?.id ?? 0, by: 'Wei Zhang' })
    const related = { rel: 'System.LinkTypes.Related', sourceId: id, targetId: target?.id ?? 0, by: 'Wei Zhang' }
    addLink(organization, related)
    removeLink(organization, related)

    const after = await ask<RevisionRow>(standIn, `/_apis/wit/workitems/${id}?$expand=all`)
    expect(after.fields['System.Parent']).toBe(target?.id)
    expect(after.fields['System.Parent']).not.toBe(before.fields['System.Parent'])
    for (const name of ['System.Rev', 'System.ChangedDate', 'System.Watermark'])
      expect(after.fields[name]).toBe(before.fields[name])
    const nextOf = (feed: { readonly pages: readonly Batch<unknown>[] }): string =>
      (feed.pages.at(-1)?.nextLink ?? '').slice(standIn.url.length)
    expect((await ask<Batch<RevisionRow>>(standIn, nextOf(revisions))).values).toEqual([])
    const news = await ask<Batch<LinkRow>>(standIn, nextOf(links))
    expect(news.values.map(({ rel, isActive }) => [rel.split('.').at(-1), isActive])).toEqual([
      ['Hierarchy', false],
      ['Hierarchy', true],
      ['Related', true],
      ['Related', false],
    ])
    expect(loadWorkItem(organization, id).revisions).toHaveLength(before.rev)
  })
})
