import pino from 'pino'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { JobServices } from '../../jobs/job.ts'
import { startWorkers } from '../../jobs/workers.ts'
import { defineLongJob } from './long-job.ts'

const Connection = Type.Object({
  databaseUrl: Type.String(),
  redisUrl: Type.Union([Type.String(), Type.Null()]),
  prefix: Type.String(),
})

/** A worker process that crash.test.ts kills while its job runs. */
await startWorkers({
  connection: Value.Parse(Connection, JSON.parse(process.argv[2] ?? '')),
  jobs: [
    defineLongJob(() => {
      process.stdout.write('running\n')
      return new Promise(() => {})
    }),
  ],
  services: {} as JobServices,
  log: pino({ level: 'silent' }),
  concurrency: 1,
})
