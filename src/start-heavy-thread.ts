import type { Worker } from 'node:worker_threads'
import { startThread } from '../jobs/thread/start-thread.ts'
import type { Given } from './heavy-thread.ts'

/** Beside this file, in the form that this one has: of the sources, or compiled. */
const module = new URL(import.meta.url.endsWith('.ts') ? './heavy-thread.ts' : './heavy-thread.js', import.meta.url)

export const startHeavyThread = ({ databaseUrl, databaseTimeoutSeconds }: Given): Worker =>
  startThread(module, { databaseUrl, databaseTimeoutSeconds } satisfies Given)
