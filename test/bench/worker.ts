import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { limitHeapGrowth } from '../../src/heap-growth.ts'
import { type Service, startService } from '../../src/service.ts'
import { answerQuestions } from './child.ts'
import { measureUsage } from './usage.ts'

/** The process that is measured: the real worker, as `npm run worker` starts it. */
let service: Service | null = null

limitHeapGrowth()

answerQuestions(
  {
    start: async (environment: Readonly<Record<string, string>>) => {
      const config = readConfig({ LOG_LEVEL: 'warn', PRIVATE_HOSTS: '127.0.0.1', ...environment })
      const log = pino({ level: config.logLevel }, pino.destination(2))
      service = await startService({ config, log, roles: { api: false, worker: true } })
    },
    sync: ({ connectionId }: { readonly connectionId: string }) =>
      service?.queue.enqueue(
        'sync-connection',
        { connectionId, mode: 'incremental' },
        { deduplicate: `incremental-${connectionId}` },
      ),
    usage: measureUsage,
  },
  async () => service?.close(),
)
