import { inspect } from 'node:util'
import nock from 'nock'
import { Value } from 'typebox/value'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import type { Connector, Page, Source } from '../../connectors/connector.ts'
import { ConnectorError, UnavailableError } from '../../connectors/errors.ts'
import { loadConnectors } from '../../connectors/load.ts'
import type { Recordings } from '../../connectors/recording.ts'
import { STREAMS } from '../../src/work/raw-record.ts'
import { listFaults } from './answer-faults.ts'
import { gather, listOperations } from './operations.ts'
import { createReplayIo, type Disturb, replay } from './replay.ts'
import { replayHistory } from './replay-history.ts'

// Waiting between attempts is the connector's own business; here it would only make the test slow.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }))

const connectors = await loadConnectors()

afterEach(() => {
  nock.cleanAll()
})
afterAll(() => {
  nock.enableNetConnect()
})

for (const [folder, connector] of connectors) {
  const { recordings, otherRecordings = {} }: RecordingsModule = await import(
    `../../connectors/${folder}/recordings/index.ts`
  )
  describe(`the ${connector.name} connector`, () => verifyConnector(folder, connector, recordings))
  for (const [product, others] of Object.entries(otherRecordings)) {
    describe(`the ${connector.name} connector at ${product}`, () => verifyConnector(folder, connector, others))
  }
}

interface RecordingsModule {
  readonly recordings: Recordings
  readonly otherRecordings?: Readonly<Record<string, Recordings>>
}

function verifyConnector(folder: string, connector: Connector, recordings: Recordings): void {
  const open = (signal?: AbortSignal): Source =>
    connector.open(recordings.settings, recordings.credentials, createReplayIo(recordings, signal).io)

  it('has the kind of its folder', () => {
    expect(connector.kind).toBe(folder)
  })

  it('accepts its settings and credentials, and refuses rubbish', () => {
    expect(Value.Check(connector.settings, recordings.settings)).toBe(true)
    expect(Value.Check(connector.credentials, recordings.credentials)).toBe(true)
    const rubbish = [null, 17, 'text', [], {}]
    for (const bad of [...rubbish, ...recordings.badSettings])
      expect(Value.Check(connector.settings, bad), inspect(bad)).toBe(false)
    for (const bad of [...rubbish, ...recordings.badCredentials]) {
      expect(Value.Check(connector.credentials, bad), inspect(bad)).toBe(false)
    }
  })

  it('proves its credentials, asks for nothing that is not recorded and notes every request', async () => {
    const seen = replay(recordings)
    const { io, notes, turns } = createReplayIo(recordings)
    const source = connector.open(recordings.settings, recordings.credentials, io)
    const check = await source.check()
    expect(check.identity).not.toBe('')
    expect(check.instanceId).not.toBe('')
    for (const { run } of await listOperations(source, recordings)) await run(source)
    await source.close()
    expect(seen.unanswered).toEqual([])
    expect(notes.length).toBe(seen.requests.length)
    expect(turns.length).toBe(seen.requests.length)
  })

  it('gives the same page again for the same cursor', async () => {
    replay(recordings)
    const source = open()
    for await (const scope of source.discover()) {
      for (const stream of scope.streams) {
        expect(STREAMS).toContain(stream)
        const pages = await gather(source.read(stream, scope, null))
        expect(pages.length, `${stream} of ${scope.name}`).toBeGreaterThan(0)
        for (const [index, page] of pages.entries()) {
          const again = await firstPage(source.read(stream, scope, pages[index - 1]?.cursor ?? null))
          expect(again?.records).toEqual(page.records)
          expect(again?.cursor).toBe(page.cursor)
        }
      }
    }
  })

  it('parses every recorded answer, and its history ends at the current values', async () => {
    replay(recordings)
    const source = open()
    const types = new Set<string>()
    for (const page of await readAllPages(source)) {
      expect(new Set(page.records.map(record => `${record.kind} ${record.externalId}`)).size).toBe(page.records.length)
      for (const record of page.records) {
        expect(Number.isSafeInteger(record.revision) && Number.isSafeInteger(record.revisionDetail)).toBe(true)
        expect(structuredClone(connector.parse(record))).toEqual(connector.parse(structuredClone(record)))
        for (const parsed of connector.parse(record)) {
          types.add(parsed.type)
          if (parsed.type === 'work_item' || parsed.type === 'release') replayHistory(parsed)
        }
      }
    }
    expect([...types]).toEqual(
      expect.arrayContaining(['project', 'item_type', 'status', 'field', 'work_item', 'person', 'iteration']),
    )
  })

  it('proposes no meaning for words it cannot know', () => {
    expect(recordings.unknownWords.length).toBeGreaterThan(0)
    for (const record of recordings.unknownWords) {
      const parsed = connector.parse(record)
      expect(parsed.length).toBeGreaterThan(0)
      for (const word of parsed) expect('proposal' in word ? word.proposal : undefined, inspect(word)).toBeNull()
    }
  })

  it('answers once for each record it is asked for', async () => {
    replay(recordings)
    const answers = await open().fetch(recordings.fetches.map(({ ref }) => ref))
    expect(answers.map(({ ref, outcome }) => ({ kind: ref.kind, externalId: ref.externalId, outcome }))).toEqual(
      recordings.fetches.map(({ ref, outcome }) => ({ kind: ref.kind, externalId: ref.externalId, outcome })),
    )
    for (const answer of answers) {
      if (answer.outcome === 'found') for (const record of answer.records) connector.parse(record)
    }
  })

  it('lists everything that exists, and throws when the listing is cut', async () => {
    expect(recordings.censuses.length).toBeGreaterThan(0)
    for (const { stream, scopeId, externalIds, cuts } of recordings.censuses) {
      replay(recordings)
      const listed = await gather(open().census(stream, await findScope(open(), scopeId)))
      expect(listed.map(({ externalId }) => externalId).sort()).toEqual([...externalIds].sort())
      expect(cuts.length).toBeGreaterThan(0)
      for (const cut of cuts) {
        replay(recordings)
        const scope = await findScope(open(), scopeId)
        replay({ ...recordings, exchanges: [...cut, ...recordings.exchanges] })
        const error = await failureOf(() => gather(open().census(stream, scope)))
        expect(error, `${stream} of ${scopeId}`).toBeInstanceOf(ConnectorError)
      }
    }
  })

  for (const fault of listFaults(recordings.now)) {
    it(`says what to do after ${fault.name}, wherever it happens, and reveals no secret`, async () => {
      replay(recordings)
      for (const { name, run } of await listOperations(open(), recordings)) {
        const total = replay(recordings)
        await run(open())
        for (let from = 1; from <= total.requests.length; from += 1) {
          const where = `${name}, from request ${from} (${total.requests[from - 1]})`
          replay(recordings, (answer, number) => (number >= from ? fault.answer(answer) : answer))
          const result = await settle(() => run(open()))
          if ('said' in result)
            expect(fault.mayBeSaid === true && result.said > 0, `${where} went on in silence`).toBe(true)
          else {
            expect(fault.expected(result.error), `${where}: ${inspect(result.error)}`).toBe(true)
            expectNoSecret(result.error, recordings)
          }
        }
      }
    })
  }

  it('refuses a network failure as unavailable and reveals no secret', async () => {
    nock.cleanAll()
    nock.disableNetConnect()
    const error = await failureOf(() => open().check())
    expect(error).toBeInstanceOf(UnavailableError)
    expectNoSecret(error, recordings)
  })

  it('ends when it is aborted, and asks no more', async () => {
    replay(recordings)
    for (const { name, run } of await listOperations(open(), recordings)) {
      const stop = new AbortController()
      const abortNow: Disturb = answer => {
        stop.abort()
        return answer
      }
      const seen = replay(recordings, abortNow)
      const error = await failureOf(() => run(open(stop.signal)))
      expect(error, name).toBeInstanceOf(ConnectorError)
      expect(seen.requests.length, name).toBeLessThanOrEqual(1)
    }
  })

  it('accepts a true delivery, refuses a forged one and names what it touched', () => {
    const { webhook } = connector
    if (webhook === undefined) return expect(recordings.deliveries).toEqual([])
    expect(recordings.deliveries.length).toBeGreaterThan(0)
    for (const { headers, body, secret, deliveryId, touched } of recordings.deliveries) {
      const delivery = { headers, body: Buffer.from(body) }
      expect(webhook.verify(delivery, secret)).toBe(true)
      expect(webhook.verify(delivery, `${secret}x`)).toBe(false)
      expect(webhook.verify(delivery, '')).toBe(false)
      expect(webhook.verify({ headers: {}, body: delivery.body }, secret)).toBe(false)
      expect(webhook.verify({ headers: {}, body: delivery.body }, '')).toBe(false)
      for (const [name, value] of Object.entries(headers)) {
        if (!value.includes(secret) && !/signature|authorization/.test(name)) continue
        expect(webhook.verify({ ...delivery, headers: { ...headers, [name]: `${value}0` } }, secret)).toBe(false)
        expect(webhook.verify({ ...delivery, headers: { ...headers, [name]: value.slice(0, -1) } }, secret)).toBe(false)
      }
      expect(webhook.deliveryId(delivery)).toBe(deliveryId)
      expect(webhook.touched(delivery)).toEqual(touched)
    }
    const rubbish = ['', '[]', 'null', '{"webhookEvent":7}', '{', '"text"']
    for (const body of rubbish) {
      const result = settleNow(() => webhook.touched({ headers: {}, body: Buffer.from(body) }))
      if ('error' in result) expect(result.error, body).toBeInstanceOf(ConnectorError)
    }
  })
}

async function readAllPages(source: Source): Promise<readonly Page[]> {
  const pages: Page[] = []
  for await (const scope of source.discover()) {
    for (const stream of scope.streams) pages.push(...(await gather(source.read(stream, scope, null))))
  }
  return pages
}

async function findScope(source: Source, scopeId: string) {
  for await (const scope of source.discover()) if (scope.externalId === scopeId) return scope
  throw new Error(`the recordings have no scope ${scopeId}`)
}

async function firstPage(pages: AsyncIterable<Page>): Promise<Page | undefined> {
  for await (const page of pages) return page
  return undefined
}

async function settle<T extends object>(run: () => Promise<T>): Promise<T | { readonly error: unknown }> {
  try {
    return await run()
  } catch (error) {
    return { error }
  }
}

function settleNow(run: () => unknown): { readonly value: unknown } | { readonly error: unknown } {
  try {
    return { value: run() }
  } catch (error) {
    return { error }
  }
}

async function failureOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  return undefined
}

function expectNoSecret(error: unknown, { secrets }: Recordings): void {
  const stack = error instanceof Error ? `${error.message}\n${error.stack}` : ''
  const everything = `${stack}\n${JSON.stringify(error)}\n${inspect(error, { depth: 12, showHidden: true, getters: true })}`
  for (const secret of secrets) expect(everything.includes(secret), 'the error holds a secret').toBe(false)
}
