import type { Readable } from 'node:stream'
import { Type } from 'typebox'
import { CHANGE_TOPICS } from '../../store/change/change-marks.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError } from '../errors.ts'
import { closed, problems } from '../field.ts'
import { openLiveStreams } from '../live-streams.ts'

const RETRY_AFTER_SECONDS = 10

const DESCRIPTION = `Server-sent events. \`hello\` \`{at}\` comes first: ask for what the page shows when it has come. Then
\`changed\` \`{topics, initiativeIds, connectionIds}\` within about a second of whatever was committed, by whomever; topics are
${CHANGE_TOPICS.map(topic => `\`${topic}\``).join(', ')} (\`portfolio\`: the tree, rules and all else that people enter). Empty
lists: it may be about any initiative or connection. It tells what to ask again, not what it is now. Each event has an \`id\`:
who comes again with it (\`Last-Event-ID\`, as browsers do, or \`since\`) is told what was missed, and after ten minutes that it
may be anything; who comes without it asks everything again. The stream ends with the session or the token.`

export function eventRoutes(app: Api, dependencies: Dependencies): void {
  const live = openLiveStreams(dependencies)
  app.addHook('preClose', () => live.close())

  app.get(
    '/events',
    {
      exposeHeadRoute: false,
      // Browsers leave all the time.
      logLevel: 'warn',
      schema: {
        summary: 'What changes, as it changes',
        description: DESCRIPTION,
        tags: ['events'],
        querystring: Type.Object(
          {
            since: Type.Optional(
              Type.String({
                maxLength: 5_000,
                description: 'The `changesSince` of the session, or the `id` of an event.',
              }),
            ),
          },
          closed,
        ),
        response: {
          200: {
            description: 'Events.',
            content: { 'text/event-stream': { schema: Type.Unsafe<Readable>(Type.String()) } },
          },
          ...problems,
        },
      },
    },
    async ({ tokenId, session, query, headers }, reply) => {
      const since = String(headers['last-event-id'] ?? query.since ?? '')
      const listener = { tokenId, sessionId: session?.id ?? null, since: since === '' ? null : since }
      const stream = await live.join(listener)
      if (stream === null) {
        reply.header('retry-after', RETRY_AFTER_SECONDS)
        throw new ApiError('unavailable', 'Too many pages listen to this process; try again later.')
      }
      return (
        reply
          .type('text/event-stream')
          .header('cache-control', 'no-store')
          // The connection is of no use to another request, and would be waited for when the service closes.
          .header('connection', 'close')
          // Proxies (nginx) would collect what is to arrive at once.
          .header('x-accel-buffering', 'no')
          .send(stream.body)
      )
    },
  )
}
