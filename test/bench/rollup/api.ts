import { pino } from 'pino'
import { readConfig } from '../../../src/config.ts'
import { type Service, startService } from '../../../src/service.ts'
import { answerQuestions } from '../child.ts'
import { measureUsage } from '../usage.ts'

/** The process that is asked: the real server, as `npm run server` starts it. */
let service: Service | null = null

answerQuestions(
  {
    start: async (environment: Readonly<Record<string, string>>) => {
      const config = readConfig({ LOG_LEVEL: 'warn', PORT: '0', HOST: '127.0.0.1', ...environment })
      const log = pino({ level: config.logLevel }, pino.destination(2))
      service = await startService({ config, log, roles: { api: true, worker: false } })
      return service.url
    },
    usage: measureUsage,
  },
  async () => service?.close(),
)
