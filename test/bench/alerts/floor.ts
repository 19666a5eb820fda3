import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import fastify, { type FastifyInstance } from 'fastify'
import postgres, { type Sql } from 'postgres'
import { answerQuestions } from '../child.ts'

/**
 * The least that this path costs here: a bare route that proves a delivery and keeps one row; and behind it, for those that
 * ask for it, the same hops without any work between them: a notification, one request to the tracker, one row, one message.
 */
let app: FastifyInstance | null = null
let sql: Sql | null = null

export interface FloorSetting {
  readonly databaseUrl: string
  readonly secret: string
  /** What a notification has it ask the tracker for, and with what. */
  readonly trackerUrl: string
  readonly authorization: string
  readonly receiverUrl: string
}

const CHANNEL = 'bench_floor'

answerQuestions(
  {
    start: async (where: FloorSetting) => {
      const db = postgres(where.databaseUrl, { max: 10, onnotice: () => {} })
      sql = db
      await db`create table bench_inbox (id uuid primary key, touched text not null, received_at timestamptz default now())`
      await db`create table bench_item (id uuid primary key, answer text not null)`
      await db.listen(CHANNEL, async id => {
        const answer = await fetch(where.trackerUrl, { headers: { authorization: where.authorization } })
        await db`insert into bench_item ${db({ id, answer: await answer.text() })}`
        const body = JSON.stringify({ data: { details: { milestoneId: id } } })
        await fetch(where.receiverUrl, { method: 'POST', body })
      })
      app = fastify()
      app.removeAllContentTypeParsers()
      app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 25 * 1024 * 1024 }, (_, body, done) =>
        done(null, body),
      )
      app.post<{ Body: Buffer; Querystring: { readonly id?: string } }>(
        '/hook',
        async ({ body, headers, query }, reply) => {
          const given = Buffer.from(String(headers['x-floor-signature'] ?? ''), 'hex')
          const expected = createHmac('sha256', where.secret).update(body).digest()
          if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(401).send()
          const id = query.id ?? randomUUID()
          await db`insert into bench_inbox ${db({ id, touched: '[]' })}`
          if (query.id !== undefined) void db.notify(CHANNEL, id)
          return reply.code(202).send()
        },
      )
      return app.listen({ host: '127.0.0.1', port: 0 })
    },
  },
  async () => {
    await app?.close()
    await sql?.end({ timeout: 5 })
  },
)
