import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import connector from '../../../connectors/azure-devops/index.ts'
import { listAzureDevOpsOracle } from '../../../demo/azure-devops/oracle.ts'
import type { Scope } from '../../../src/work/raw-record.ts'
import type { SourceRecord, SourceWorkItem } from '../../../src/work/source-record.ts'
import {
  gather,
  keepExisting,
  NOW,
  type Opened,
  openSource,
  type Reading,
  readAll,
  requireFirst,
} from './opened-source.ts'

let opened: Opened
let scopes: readonly Scope[]
let feed: Reading
let requestsOfFeeds: number

beforeAll(async () => {
  opened = await openSource()
  scopes = await gather(opened.source.discover())
  const before = opened.standIn.requests.length
  feed = await readAll(opened.source, 'work_items', opened.collection, null)
  await readAll(opened.source, 'links', opened.collection, null)
  requestsOfFeeds = opened.standIn.requests.length - before
}, 60_000)
afterAll(() => opened.close())

/** Other suites may share the machine. */
const SLOW = { timeout: 30_000 }
const COMPLETED = 'Microsoft.VSTS.Scheduling.CompletedWork'

const isWorkItem = (record: SourceRecord): record is SourceWorkItem => record.type === 'work_item'

describe('a first sync of an Azure DevOps organisation', SLOW, () => {
  it('proves the token and names what it may read', async () => {
    const check = await opened.source.check()
    expect(check.problems).toEqual([])
    expect(check.permissions.every(({ granted }) => granted)).toBe(true)
    expect(check.instanceId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('reads the organisation as one scope and every project as another', () => {
    expect(scopes.map(({ externalId }) => externalId)).toEqual([
      'collection',
      ...opened.organization.state.projects.map(({ id }) => id),
    ])
    expect(scopes.flatMap(({ streams }) => streams)).not.toContain('worklogs')
    expect(scopes.flatMap(({ streams }) => streams)).not.toContain('releases')
  })

  it('brings every revision once, each with the values that were set then', async () => {
    const { records, raw, pages } = feed
    const { state } = opened.organization
    expect(pages.flatMap(page => page.gaps ?? [])).toEqual([])
    expect(raw.map(({ externalId }) => externalId).sort()).toEqual(
      state.workItems.flatMap(item => item.revisions.map(({ rev }) => `${item.id}@${rev}`)).sort(),
    )
    expect([...keepExisting(raw)].sort()).toEqual([...listAzureDevOpsOracle(opened.organization).workItems].sort())

    const seen = records.filter(isWorkItem).map(({ externalId, history, statusId }) => {
      const { at, order, authorId, set } = requireFirst(history)
      const [, type, status] = statusId.split('/')
      return [externalId, order, at, authorId, type, status, set.iterations, set.assignee, set[COMPLETED] ?? null]
    })
    const made = state.workItems.flatMap(({ id, revisions }) =>
      revisions
        .filter(({ isDeleted }) => !isDeleted)
        .map(({ rev, changedDate, changedBy, type, state: status, iterationId, fields }) => {
          const at = new Date(changedDate).toISOString()
          const assignee = fields['System.AssignedTo'] ?? null
          return [
            String(id),
            rev,
            at,
            changedBy,
            type,
            status,
            [String(iterationId)],
            assignee,
            fields[COMPLETED] ?? null,
          ]
        }),
    )
    expect(new Set(seen.map(row => JSON.stringify(row)))).toEqual(new Set(made.map(row => JSON.stringify(row))))
    expect(records.filter(isWorkItem).some(({ history }) => 'parent' in requireFirst(history).set)).toBe(false)
  })

  it('knows a status and a type for every word that work items use', async () => {
    const known = new Set<string>()
    for (const scope of scopes) {
      const structure = await readAll(opened.source, 'structure', scope, null)
      for (const record of structure.records) known.add(`${record.type} ${record.externalId}`)
    }
    const used = feed.records
      .filter(isWorkItem)
      .flatMap(item => [`status ${item.statusId}`, `item_type ${item.typeId}`, `project ${item.projectId}`])
    expect([...new Set(used)].filter(word => !known.has(word))).toEqual([])
  })

  it('takes the estimate field from the process of each project', async () => {
    const fields = new Map<string, string>()
    for (const scope of scopes) {
      const { records } = await readAll(opened.source, 'structure', scope, null)
      for (const record of records) {
        if (record.type === 'field' && record.proposal?.value.role === 'estimate')
          fields.set(scope.name, record.externalId)
      }
    }
    expect(Object.fromEntries(fields)).toEqual({
      'Core Platform': 'Microsoft.VSTS.Scheduling.StoryPoints',
      'Billing Engine': 'Microsoft.VSTS.Scheduling.Effort',
      'Data Lake': 'Microsoft.VSTS.Scheduling.StoryPoints',
    })
  })

  it('brings exactly the iterations that have dates, unshifted, with the id that work items use', async () => {
    const nodes = opened.organization.state.nodes.filter(
      node => node.structureType === 'iteration' && node.startDate !== undefined,
    )
    const found: SourceRecord[] = []
    for (const scope of scopes.filter(({ streams }) => streams.includes('iterations'))) {
      found.push(...(await readAll(opened.source, 'iterations', scope, null)).records)
    }
    const seen = found.flatMap(record => (record.type === 'iteration' ? [record] : []))
    expect(seen.map(({ externalId, startDay, endDay }) => [externalId, startDay, endDay]).sort()).toEqual(
      nodes
        .map(({ id, startDate, finishDate }) => [String(id), startDate?.slice(0, 10), finishDate?.slice(0, 10)])
        .sort(),
    )
    const today = NOW.toISOString().slice(0, 10)
    for (const { state, startDay, endDay } of seen) {
      expect(state).toBe((endDay ?? '') < today ? 'closed' : (startDay ?? '') > today ? 'future' : 'active')
    }
  })

  it('brings links from their own feed, with the acting end first', async () => {
    const { records } = await readAll(opened.source, 'links', opened.collection, null)
    const live = new Set(listAzureDevOpsOracle(opened.organization).workItems)
    const active = new Map(
      records.flatMap(record => (record.type === 'link' ? [[record.externalId, record] as const] : [])),
    )
    const other = [...active.values()].filter(
      link =>
        link.active && link.typeId !== 'System.LinkTypes.Hierarchy' && live.has(link.fromId) && live.has(link.toId),
    )
    expect(other.map(({ externalId }) => externalId).sort()).toEqual(
      [...listAzureDevOpsOracle(opened.organization).links].sort(),
    )
  })

  it('lists in a census what exists, and nothing from the recycle bin', async () => {
    const listed = await gather(opened.source.census('work_items', opened.collection))
    expect(listed.map(({ externalId }) => externalId).sort()).toEqual(
      [...listAzureDevOpsOracle(opened.organization).workItems].sort(),
    )
  })

  it('costs few requests on one connection', async () => {
    expect(requestsOfFeeds / (opened.organization.state.workItems.length / 1000)).toBeLessThan(13)
    expect(opened.standIn.connectionsOpened()).toBe(1)
    expect(opened.notes.length).toBe(opened.standIn.requests.length)
  })

  it('gives the same record for a revision whether the feed brought it or a reading by id', async () => {
    const inFeed = new Map(feed.raw.map(record => [record.externalId, record]))
    const ids = listAzureDevOpsOracle(opened.organization).workItems.slice(0, 5)
    const fetched = await opened.source.fetch(ids.map(externalId => ({ kind: 'work_item', externalId })))
    for (const answer of fetched) {
      if (answer.outcome !== 'found') throw new Error('the item exists')
      const revisions = answer.records.filter(({ kind }) => kind === 'revision')
      expect(revisions.length).toBeGreaterThan(1)
      for (const record of revisions) expect(record).toEqual(inFeed.get(record.externalId))
    }
    expect(
      fetched.flatMap(answer => (answer.outcome === 'found' ? answer.records : [])).map(connector.parse),
    ).not.toEqual([])
  })
})

describe('the revision feed', SLOW, () => {
  it.each([{ pageSize: 97 }, { pageSize: 1_000, sendsEmptyPages: true }])(
    'loses and repeats nothing with pages %o, wherever the reading was broken off',
    async wanted => {
      const small = await openSource({ ...wanted, organization: opened.organization })
      try {
        const whole = await readAll(small.source, 'work_items', small.collection, null)
        const ids = whole.raw.map(({ externalId }) => externalId)
        expect(new Set(ids).size).toBe(opened.organization.state.workItems.flatMap(({ revisions }) => revisions).length)
        const broken = Math.floor(whole.pages.length / 2)
        const rest = await readAll(small.source, 'work_items', small.collection, whole.pages[broken]?.cursor ?? null)
        const first = whole.pages.slice(0, broken + 1).flatMap(page => page.records)
        expect([...first, ...rest.raw].map(({ externalId }) => externalId)).toEqual(ids)
      } finally {
        await small.close()
      }
    },
  )
})
