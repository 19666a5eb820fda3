import { loadConnectors } from '../../connectors/load.ts'
import { createRateShares } from '../../jobs/rate/rate-share.ts'
import { openConnection } from '../../src/open-connection.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import { openDatabase } from '../../src/store/database.ts'

/** A process that asks a connection's tracker who we are, and that access.test.ts kills while it does. */
const [databaseUrl = '', key = '', connectionId = ''] = process.argv.slice(2)
const { db, close } = openDatabase(databaseUrl, { applicationName: 'to be killed' })
const opening = {
  db,
  connectors: await loadConnectors(),
  sealer: sealer(key),
  privateHosts: ['127.0.0.1'],
  now: () => new Date(),
  shares: createRateShares(db),
}
const { source } = await openConnection(opening, connectionId, new AbortController().signal)
await source.check()
await source.close()
await close()
