import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { loadConnectors } from '../connectors/load.ts'
import { buildApp } from './api/app.ts'
import { channelKinds } from './delivery/kinds.ts'
import { sealer } from './store/access/sealed.ts'
import { openDatabase } from './store/database.ts'

/** Prints the description of the API (OpenAPI 3.1). Only routes are registered: no database, queue or tracker is asked. */
const unasked = async (): Promise<never> => {
  throw new Error('The description of the API is made from its routes alone.')
}
const { db, close } = openDatabase('postgres://127.0.0.1:1/nothing', { applicationName: 'milepost' })
const app = buildApp({
  db,
  connectors: await loadConnectors(),
  sealer: sealer(randomBytes(32).toString('hex')),
  channelKinds: new Map(channelKinds.map(kind => [kind.kind, kind])),
  channels: { send: unasked },
  ring: unasked,
  openSource: unasked,
  openTrial: unasked,
  publicUrl: () => 'http://localhost',
  now: () => new Date(),
  log: pino({ level: 'silent' }),
  queueReady: unasked,
  webFolder: null,
})
const document = (await app.inject({ url: '/openapi.json' })).json<object>()
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
await app.close()
await close()
