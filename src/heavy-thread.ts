import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { heavyJobs } from '../jobs/heavy-jobs.ts'
import { serveJobs } from '../jobs/thread/serve-jobs.ts'
import { openDatabase } from './store/database.ts'
import { watchDatabase } from './store/postgres/watch-database.ts'

/** What the thread is started with. */
const Given = Type.Object({ databaseUrl: Type.String(), databaseTimeoutSeconds: Type.Number() })
export type Given = Type.Static<typeof Given>

const CONNECTIONS = 4
/** On Linux a thread has a priority of its own: when the machine has more to do than it can, others go before. */
const PRIORITY = 10

/** The thread of a worker in which its heavy jobs run. */
if (parentPort === null) throw new Error('src/heavy-thread.ts is started by a worker.')
if (process.platform === 'linux') setPriority(PRIORITY)
const { databaseUrl, databaseTimeoutSeconds } = Value.Parse(Given, workerData)
const { db, close } = openDatabase(databaseUrl, { applicationName: 'milepost jobs', connections: CONNECTIONS })
// Ends the thread alone; what ran in it is run again in a new one.
const stopWatching = watchDatabase(db, databaseTimeoutSeconds * 1000, () => process.exit(1))
serveJobs(parentPort, {
  jobs: heavyJobs,
  db,
  now: () => new Date(),
  close: async () => {
    stopWatching()
    await close()
  },
})
