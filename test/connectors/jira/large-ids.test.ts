import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import jira from '../../../connectors/jira/index.ts'
import { parseJsonText } from '../../../connectors/jira/json-text.ts'
import { STREAMS } from '../../../src/work/raw-record.ts'
import type { SourceRecord } from '../../../src/work/source-record.ts'
import { createSmallSite } from '../../flows/small-trackers.ts'
import { listCensus, openSite, readStream } from './stand-in-site.ts'

/** 19 digits: below 2^63, far above what JavaScript keeps whole. */
const enlarge = (id: string): string => `1${id.padStart(18, '0')}`
const shrink = (text: string): string =>
  text.replaceAll(/1(\d{18})(?!\d)/g, (_, digits: string) => String(Number(digits)))

const now = () => new Date('2026-11-22T09:00:00Z')

/** Without what is told by ids within texts, which stay as they were: rows of history, and what does not fit to them. */
const tell = (records: readonly SourceRecord[]): string =>
  JSON.stringify(records, (key: string, value: unknown) => (['history', 'gap'].includes(key) ? undefined : value), 1)

let proxy: Server | undefined
afterEach(() => {
  proxy?.closeAllConnections()
  proxy?.close()
})

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** The same tracker, whose ids are all large ones: it understands no others, and says no others. */
async function enlargeIds(url: string): Promise<string> {
  proxy = createServer(async (request, response) => {
    const body = await readBody(request)
    // As Java takes it where it wants a number.
    const asked = request.url?.endsWith('/worklog/list') ? body.replaceAll(/"(\d+)"/g, '$1') : body
    const { host, connection, 'content-length': length, ...headers } = request.headers
    const answer = await fetch(url + shrink(request.url ?? ''), {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body !== '' && { body: shrink(asked) }),
    })
    const text = (await answer.text()).replaceAll(
      /("(?:id|\w*Id)"\s*:\s*"?)(\d{1,9})(?=["\s,}\]])/g,
      (_, key: string, id: string) => key + enlarge(id),
    )
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text)
  })
  await new Promise<void>(resolve => proxy?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

describe('ids that JavaScript would round', () => {
  it('come as text, with all of their digits; nothing else does', () => {
    const text =
      '{"id":9007199254740993,"boardId" : 9223372036854775807,"small":{"id":9007199254740991},' +
      '"estimate":12345678901234567890,"said":"\\"id\\":9007199254740993","ids":[{"worklogId":12345678901234567890}]}'
    expect(parseJsonText(text)).toEqual({
      id: '9007199254740993',
      boardId: '9223372036854775807',
      small: { id: Number.MAX_SAFE_INTEGER },
      estimate: Number('12345678901234567890'),
      said: '"id":9007199254740993',
      ids: [{ worklogId: '12345678901234567890' }],
    })
  })

  it.each(['cloud', 'data-center'] as const)(
    'are read whole: what stands in Jira (%s) is what others would bring',
    async product => {
      const plain = await openSite({ product, now, site: createSmallSite(['WEB', 'OPS'], 60) })
      const large = await openSite({ product, now, site: plain.site, through: enlargeIds })
      try {
        for (const stream of STREAMS) {
          const [here, there] = [await readStream(plain.source, stream), await readStream(large.source, stream)]
          const idsOf = ({ records }: typeof here) =>
            records.map(record => `${record.type} ${'externalId' in record ? record.externalId : ''}`)
          expect(idsOf(there).map(shrink)).toEqual(idsOf(here))
          for (const id of there.records.flatMap(each =>
            each.type === 'iteration' || each.type === 'work_item' ? [each.externalId] : [],
          ))
            expect(id).toMatch(/^1\d{18}$/)
          expect(shrink(tell(there.records)).replaceAll(large.url, plain.url)).toBe(tell(here.records))
        }
        const [iterations, items] = [
          await listCensus(large.source, 'iterations'),
          await listCensus(large.source, 'work_items'),
        ]
        expect(iterations.map(shrink).sort()).toEqual([...(await listCensus(plain.source, 'iterations'))].sort())
        const refs = [
          ...iterations.map(externalId => ({ kind: 'iteration' as const, externalId })),
          ...items.slice(0, 3).map(externalId => ({ kind: 'work_item' as const, externalId })),
        ]
        const fetched = await large.source.fetch(refs)
        expect(fetched.map(({ outcome, ref }) => [outcome, ref.externalId])).toEqual(
          refs.map(({ externalId }) => ['found', externalId]),
        )
        expect(
          fetched.flatMap(each => ('records' in each ? each.records.flatMap(record => jira.parse(record)) : [])).length,
        ).toBeGreaterThan(3)
      } finally {
        await large.close()
        await plain.close()
      }
    },
    60_000,
  )
})
