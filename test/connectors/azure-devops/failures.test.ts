import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  ConnectorError,
  CursorExpiredError,
  RateLimitedError,
  RejectedError,
  UnavailableError,
} from '../../../connectors/errors.ts'
import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import type { FaultRequest, FaultRule } from '../../../demo/faults.ts'
import { askStandIn, failureOf, gather, NOW, type Opened, openSource, readAll, TOKEN } from './opened-source.ts'

/** Other suites may share the machine. */
const SLOW = { timeout: 30_000 }

let opened: Opened
const organization = generateOrganization({ seed: 11, now: NOW })
beforeEach(async () => {
  opened = await openSource({ organization })
})
afterEach(() => opened.close())

const isRevisions = ({ path }: FaultRequest): boolean => path.toLowerCase().includes('workitemrevisions')
const isLinks = ({ path }: FaultRequest): boolean => path.toLowerCase().includes('workitemlinks')
const readRevisions = () => readAll(opened.source, 'work_items', opened.collection, null)
const readLinks = () => readAll(opened.source, 'links', opened.collection, null)
/** Around the feed the projects are asked for. */
const listFeedNotes = () => opened.notes.filter(({ endpointClass }) => endpointClass === 'reporting')
const breakWith = (rule: Omit<FaultRule, 'match'>): void => opened.standIn.faults.add({ match: isLinks, ...rule })

function expectNoToken(error: unknown): void {
  const everything = `${inspect(error, { depth: 10, showHidden: true })} ${error instanceof Error ? error.stack : ''}`
  expect(everything).not.toContain(TOKEN)
  expect(everything).not.toContain(Buffer.from(`PAT:${TOKEN}`).toString('base64'))
}

describe('a failure that passes', SLOW, () => {
  it.each(['truncated', 'drop_connection', 'bad_json', 'empty_body', 'missing_list'] as const)(
    'is asked again: %s',
    async fault => {
      breakWith({ fault, nth: 2, times: 2 })
      const { records } = await readLinks()
      expect(records.length).toBeGreaterThan(1_000)
      // Four answers for the second page would mean that a good one was thrown away.
      expect(listFeedNotes().length).toBe(4)
    },
  )

  it('that stays is asked again three times, and then given up', async () => {
    breakWith({ fault: 'status', status: 502, times: Number.POSITIVE_INFINITY })
    expect(await failureOf(readLinks)).toBeInstanceOf(UnavailableError)
    expect(listFeedNotes().map(({ status }) => status)).toEqual([502, 502, 502, 502])
  })

  it('loses no page: reading goes on at the last page that came whole', async () => {
    opened.standIn.faults.add({ match: isRevisions, fault: 'truncated', nth: 5, times: 4 })
    const seen: string[] = []
    let cursor: string | null = null
    const error = await failureOf(async () => {
      for await (const page of opened.source.read('work_items', opened.collection, null)) {
        seen.push(...page.records.map(({ externalId }) => externalId))
        cursor = page.cursor
      }
    })
    expect(error).toBeInstanceOf(UnavailableError)
    const rest = await readAll(opened.source, 'work_items', opened.collection, cursor)
    const all = [...seen, ...rest.raw.map(({ externalId }) => externalId)]
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBe(opened.organization.state.workItems.flatMap(({ revisions }) => revisions).length)
  })
})

describe('a rate limit', SLOW, () => {
  it('is reported with its wait and not asked again', async () => {
    breakWith({
      fault: 'status',
      status: 429,
      headers: { 'retry-after': '17' },
      body: '{"message":"TF400733"}',
      times: 9,
    })
    const error = await failureOf(readLinks)
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({ retryAfterMs: 17_000 })
    expect(listFeedNotes()).toEqual([
      expect.objectContaining({ status: 429, rateLimited: true, endpointClass: 'reporting' }),
    ])
  })

  it('that is announced on a success is noted, and the answer is used', async () => {
    const empty = '{"values":[],"isLastBatch":true,"nextLink":"http://x.example/?continuationToken=5"}'
    breakWith({ fault: 'status', status: 200, headers: { 'x-ratelimit-delay': '3.2' }, body: empty })
    const { cursor } = await readLinks()
    expect(JSON.parse(cursor ?? '')).toMatchObject({ token: '5' })
    expect(listFeedNotes()).toEqual([expect.objectContaining({ status: 200, rateLimited: true })])
  })
})

describe('a refusal', SLOW, () => {
  it.each([{ fault: 'html_login' }, { fault: 'html_login', status: 200 }, { fault: 'status', status: 401 }] as const)(
    'of the token is told from a failure, and nothing more is asked: %j',
    async fault => {
      breakWith({ ...fault, times: 9 })
      for (let time = 0; time < 3; time += 1) {
        const error = await failureOf(readLinks)
        expect(error).toMatchObject({ reason: 'credentials' })
        expectNoToken(error)
      }
      expect(listFeedNotes().length).toBe(1)
    },
  )

  it('of a stopped organisation is final, although it comes as 503 with a byte order mark', async () => {
    breakWith({
      fault: 'status',
      status: 503,
      body: '\ufeff{"message":"TF24668: The collection is stopped","typeKey":"VssServiceException"}',
    })
    expect(await failureOf(readLinks)).toMatchObject({ reason: 'gone' })
    expect(listFeedNotes().length).toBe(1)
  })

  it('by redirection does not carry the token to another address', async () => {
    const other = await openSource({ organization: opened.organization })
    try {
      breakWith({ fault: 'status', status: 302, headers: { location: `${other.standIn.url}/_apis/projects` } })
      expect(await failureOf(readLinks)).toBeInstanceOf(RejectedError)
      expect(other.standIn.requests).toEqual([])
    } finally {
      await other.close()
    }
  })
})

describe('an answer that cannot be true', SLOW, () => {
  it('is refused when it has more but repeats its position', async () => {
    const stuck = '{"values":[],"isLastBatch":false,"continuationToken":"7;7;0"}'
    opened.standIn.faults.add({
      match: isRevisions,
      fault: 'status',
      status: 200,
      body: stuck,
      times: Number.POSITIVE_INFINITY,
    })
    expect(await failureOf(readRevisions)).toBeInstanceOf(UnavailableError)
    expect(
      opened.standIn.requests.filter(({ path }) => isRevisions({ method: 'POST', path, headers: {}, body: undefined }))
        .length,
    ).toBe(2)
  })

  it('is refused when it is too large, and not asked for again', async () => {
    breakWith({ fault: 'huge', times: 4 })
    expect(await failureOf(readLinks)).toMatchObject({ reason: 'unsupported' })
    expect(listFeedNotes().length).toBe(1)
  })

  it('about the list of fields does not throw the position away', async () => {
    const { cursor } = await readRevisions()
    const body =
      '{"message":"TF51535: Cannot find field Custom.X","typeKey":"WorkItemTrackingFieldDefinitionNotFoundException"}'
    opened.standIn.faults.add({ match: isRevisions, fault: 'status', status: 400, body })
    const error = await failureOf(() => readAll(opened.source, 'work_items', opened.collection, cursor))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error).not.toBeInstanceOf(CursorExpiredError)
  })
})

describe('a row that is not what is documented', SLOW, () => {
  const answerRows = (rows: readonly unknown[]): void =>
    opened.standIn.faults.add({
      match: isRevisions,
      fault: 'status',
      status: 200,
      body: JSON.stringify({ values: rows, isLastBatch: true, continuationToken: '9;9;0' }),
    })
  const row = (id: number, project: string) => ({
    id,
    rev: 1,
    fields: { 'System.TeamProject': project, 'System.ChangedDate': '2026-05-04T10:00:00Z' },
  })

  it('is told as a gap, and the others are kept', async () => {
    answerRows([null, { id: 'seven' }, row(7, 'Core Platform')])
    const pages = await gather(opened.source.read('work_items', opened.collection, null))
    expect(pages.flatMap(page => page.records).map(({ externalId }) => externalId)).toEqual(['7@1'])
    expect(pages.flatMap(page => page.gaps ?? []).map(({ kind }) => kind)).toEqual(['unreadable_record'])
  })

  it('or names a project nobody can see is told as a gap, and asked about once', async () => {
    answerRows([row(7, 'Atlantis'), row(8, 'Atlantis'), row(9, 'Core Platform')])
    const pages = await gather(opened.source.read('work_items', opened.collection, null))
    expect(pages.flatMap(page => page.records).map(({ externalId }) => externalId)).toEqual(['9@1'])
    expect(pages.flatMap(page => page.gaps ?? [])).toEqual([
      expect.objectContaining({ kind: 'unknown_project', subject: 'Atlantis' }),
    ])
    expect(opened.standIn.requests.filter(({ path }) => path.includes('projectHistory')).length).toBe(1)
  })
})

describe('a reading by id', SLOW, () => {
  const [item] = organization.state.workItems.filter(
    ({ deletion, revisions }) => deletion === null && revisions.length > 4,
  )
  const ref = { kind: 'work_item', externalId: String(item?.id) } as const
  const listRevisions = async () => {
    const [answer] = await opened.source.fetch([ref])
    return answer?.outcome === 'found' ? answer.records.filter(({ kind }) => kind === 'revision') : []
  }

  it('reads on where a page of revisions is shorter than asked for', async () => {
    const whole = await listRevisions()
    expect(whole.length).toBe(item?.revisions.length)
    const { value } = await askStandIn(opened.standIn, `/_apis/wit/workItems/${item?.id}/revisions`, '&$expand=all')
    opened.standIn.faults.add({
      match: ({ path }) => path.toLowerCase().includes('/revisions'),
      fault: 'status',
      status: 200,
      body: JSON.stringify({ value: value.slice(0, 2) }),
    })
    expect(await listRevisions()).toEqual(whole)
  })

  it('takes no item for missing because its answer is odd', async () => {
    const body = JSON.stringify({ value: [{ id: item?.id, fields: 'none' }] })
    opened.standIn.faults.add({
      match: ({ path }) => path.toLowerCase().includes('workitemsbatch'),
      fault: 'status',
      status: 200,
      body,
    })
    expect(await failureOf(() => opened.source.fetch([ref]))).toBeInstanceOf(UnavailableError)
  })
})

describe('a stop', SLOW, () => {
  it('ends a reading within an answer that drips', async () => {
    breakWith({ fault: 'slow_drip', delayMs: 500 })
    const started = Date.now()
    setTimeout(opened.stop, 200)
    expect(await failureOf(readLinks)).toBeInstanceOf(ConnectorError)
    expect(Date.now() - started).toBeLessThan(2_000)
  })

  it('ends a pause between two attempts, and asks no more', async () => {
    breakWith({ fault: 'drop_connection', times: Number.POSITIVE_INFINITY })
    const reading = failureOf(readLinks)
    setTimeout(opened.stop, 20)
    expect(await reading).toBeInstanceOf(ConnectorError)
    const asked = opened.notes.length
    expect(await failureOf(readLinks)).toBeInstanceOf(ConnectorError)
    expect(opened.notes.length).toBe(asked)
  })
})

describe('a saved position', SLOW, () => {
  it('that the tracker refuses asks for a new beginning', async () => {
    const { cursor } = await readLinks()
    const spoiled = JSON.stringify({ ...JSON.parse(cursor ?? ''), token: 'not a watermark' })
    expect(await failureOf(() => readAll(opened.source, 'links', opened.collection, spoiled))).toBeInstanceOf(
      CursorExpiredError,
    )
  })

  it('of another version asks for a new beginning', async () => {
    for (const cursor of ['', 'nonsense', '{"version":2}', '[]']) {
      const error = await failureOf(() => readAll(opened.source, 'links', opened.collection, cursor))
      expect(error, cursor).toBeInstanceOf(CursorExpiredError)
    }
  })
})
