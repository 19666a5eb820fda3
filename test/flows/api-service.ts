import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { type Service, startService } from '../../src/service.ts'
import { masterKey } from './connections.ts'

/** The API on a port of its own, without workers: what it leaves to them a test does when it likes. */
export function startApiService(databaseUrl: string, adminToken: string): Promise<Service> {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    MASTER_KEY: masterKey,
    ADMIN_TOKEN: adminToken,
    PRIVATE_HOSTS: '127.0.0.1',
    PORT: '0',
  })
  return startService({ config, log: pino({ level: 'silent' }), roles: { api: true, worker: false } })
}
