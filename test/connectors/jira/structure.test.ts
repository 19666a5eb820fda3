import nock from 'nock'
import { afterAll, describe, expect, it } from 'vitest'
import jira from '../../../connectors/jira/index.ts'
import type { SourceField } from '../../../src/work/source-record.ts'
import { gather } from '../operations.ts'
import { openRecorded, siteScope, trainsScope } from './recorded-site.ts'

afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

describe('the structure of a site', () => {
  it('prefers the estimate a board is configured with, in its project only', async () => {
    const { source } = openRecorded()
    const [page] = await gather(source.read('structure', siteScope, null))
    const fields = (page?.records ?? [])
      .flatMap(record => jira.parse(record))
      .filter((word): word is SourceField => word.type === 'field')
    const estimates = fields
      .filter(({ proposal }) => proposal?.value.role === 'estimate')
      .map(({ externalId, projectId, proposal }) => [externalId, projectId, proposal?.value.rank, proposal?.reason])
    expect(estimates).toEqual([
      ['customfield_10016', null, 1, 'field schema'],
      ['customfield_10028', null, 2, 'name'],
      ['customfield_10028', '10000', 0, 'board configuration'],
    ])
  })

  it('limits the words of a team-managed project to it', async () => {
    const { source } = openRecorded()
    const [page] = await gather(source.read('structure', siteScope, null))
    const words = (page?.records ?? []).flatMap(record => jira.parse(record))
    expect(words).toContainEqual(
      expect.objectContaining({ type: 'item_type', externalId: '10050', projectId: '10001' }),
    )
    expect(words).toContainEqual(expect.objectContaining({ type: 'status', externalId: '10060', projectId: '10001' }))
    expect(words).toContainEqual(expect.objectContaining({ type: 'status', externalId: '3', projectId: null }))
  })

  it('asks the boards once a day and the words each time', async () => {
    const { source, seen } = openRecorded()
    const [first] = await gather(source.read('structure', siteScope, null))
    const asked = seen.requests.length
    const [second] = await gather(source.read('structure', siteScope, first?.cursor ?? null))
    expect(seen.requests.slice(asked).filter(request => request.includes('/agile/'))).toEqual([])
    expect(second?.records.length).toBe((first?.records.length ?? 0) - 1)
    expect(second?.cursor).toBe(first?.cursor)
    const fewer = (first?.cursor ?? '').replace('"10000",', '')
    expect(fewer).not.toBe(first?.cursor)
    const [third] = await gather(source.read('structure', siteScope, fewer))
    expect(third?.records.length).toBe(first?.records.length)
  })

  it('does without boards and without links where the site has none, and says what is missing', async () => {
    const { source } = openRecorded(
      { method: 'GET', path: '/rest/agile/1.0/board', status: 403, answer: { errorMessages: ['no'] } },
      {
        method: 'GET',
        path: '/rest/api/3/issueLinkType',
        status: 404,
        answer: { errorMessages: ['Issue linking is disabled'] },
      },
    )
    const [page] = await gather(source.read('structure', siteScope, null))
    expect(page?.gaps).toMatchObject([{ kind: 'forbidden', subject: 'boards' }])
    expect(page?.records.some(({ kind }) => kind === 'link_type')).toBe(false)
    const [later] = await gather(source.read('structure', siteScope, page?.cursor ?? null))
    expect(later?.gaps).toEqual(page?.gaps)
  })
})

describe('a site that is not as expected', () => {
  it('is refused in words when it is neither Cloud nor Data Center', async () => {
    const other = {
      method: 'GET',
      path: '/rest/api/2/serverInfo',
      answer: { baseUrl: 'https://jira.example', deploymentType: 'Mainframe' },
    }
    await expect(openRecorded(other).source.check()).rejects.toMatchObject({
      reason: 'unsupported',
      message: /Mainframe/,
    })
    await expect(gather(openRecorded(other).source.discover())).rejects.toMatchObject({ reason: 'unsupported' })
  })

  it('tells that who moved a release date is unknown when the audit log is closed', async () => {
    const closed = {
      method: 'GET',
      path: '/rest/api/3/auditing/record',
      status: 403,
      answer: { errorMessages: ['no'] },
    }
    const { source } = openRecorded(closed)
    const [page] = await gather(source.read('releases', trainsScope, null))
    expect(page?.records).toHaveLength(2)
    expect(page?.gaps).toMatchObject([{ kind: 'forbidden', detail: /Administer Jira/ }])
    const hint = { kind: 'release', externalId: '10200', byPersonId: 'mover', at: '2026-11-20T11:00:00.000Z' } as const
    const [answer] = await source.fetch([hint])
    const [release] = answer?.outcome === 'found' ? answer.records.flatMap(record => jira.parse(record)) : []
    expect(release).toMatchObject({
      type: 'release',
      targetDay: '2026-12-11',
      history: [{ at: hint.at, authorId: 'mover', set: { target_day: '2026-12-11', released: false } }],
    })
  })

  it('tells in its check what is missing', async () => {
    const { source } = openRecorded(
      {
        method: 'GET',
        path: '/rest/api/3/mypermissions',
        answer: { permissions: { BROWSE_PROJECTS: { havePermission: true }, ADMINISTER: { havePermission: false } } },
      },
      { method: 'GET', path: '/_edge/tenant_info', status: 404, answer: {} },
    )
    const check = await source.check()
    expect(check).toMatchObject({
      identity: 'Milepost Reader',
      timeZone: 'Europe/Oslo',
      instanceId: 'lumen-rail.atlassian.net',
    })
    expect(check.permissions.map(({ name, granted }) => [name, granted])).toEqual([
      ['BROWSE_PROJECTS', true],
      ['ADMINISTER', false],
    ])
    expect(check.problems).toHaveLength(2)
  })

  it('is given up when it refuses our search although every project is still there', async () => {
    const gone = {
      method: 'POST',
      path: '/rest/api/3/search/jql',
      status: 400,
      answer: { errorMessages: ["The value '10001' does not exist"] },
    }
    const { source } = openRecorded(gone)
    await expect(gather(source.read('work_items', siteScope, null))).rejects.toMatchObject({ reason: 'unsupported' })
  })
})
