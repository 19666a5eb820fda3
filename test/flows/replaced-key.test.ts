import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { readConfig } from '../../src/config.ts'
import { startService } from '../../src/service.ts'
import { findConnection, loadConnection } from '../../src/store/access/connections.ts'
import { resealSecrets } from '../../src/store/access/reseal.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import { webhookSecretOf } from '../../src/store/access/sealed-places.ts'
import { replaceWebhookSecret } from '../../src/store/access/webhook-secrets.ts'
import { createChannel, openChannelSettings } from '../../src/store/alert/channels.ts'
import { queryRows } from '../../src/store/database.ts'
import { createTestDatabase } from '../database.ts'
import { masterKey, openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

const next = randomBytes(32).toString('hex')
const [former, current, stranger] = [sealer(masterKey), sealer(next), sealer(randomBytes(32).toString('hex'))]

test('a master key is replaced while connections are read: nothing has to be entered again (X10)', async () => {
  const database = await createTestDatabase()
  const { db } = database
  const standIn = await startJiraStandIn({ site: createSmallSite(['WEB'], 30), feedLagMs: 0, oauth: {} })
  try {
    const { clientId, clientSecret, refreshToken } = standIn.oauth
    const cloudId = standIn.site.data.cloudId
    const credentials = { type: 'oauth2', clientId, clientSecret, refreshToken, cloudId }
    const id = await saveConnection(db, 'jira', { baseUrl: standIn.url, authority: standIn.url }, credentials)
    await replaceWebhookSecret(db, id, former.seal('a newer secret', webhookSecretOf(id)), '2099-01-01T00:00:00Z')
    const settings = { address: 'https://chat.example/a-secret' }
    const made = await createChannel(db, former, { id: randomUUID(), name: 'PMO', kind: 'slack', settings })
    const before = await openWorkplace(db)
    expect((await pass(before.context, id)).state).toBe('complete')
    const reading = await before.context.open(id, before.context.signal)

    // What one process seals with the former key after another has begun with the new one is found at the next start.
    const environment = { DATABASE_URL: database.url, MASTER_KEY: `${next},${masterKey}`, PORT: '0' }
    const start = () =>
      startService({
        config: readConfig(environment),
        log: pino({ level: 'silent' }),
        roles: { api: true, worker: false },
      })
    await (await start()).close()
    await createChannel(db, former, { id: randomUUID(), name: 'Board', kind: 'slack', settings })
    await (await start()).close()
    const channels = await queryRows<{ id: string; name: string; sealedSettings: string }>(
      db,
      sql`select id, name, sealed_settings as "sealedSettings" from channel order by name`,
    )
    expect(channels.map(channel => openChannelSettings(current, channel))).toEqual([settings, settings])
    expect(channels.map(({ name }) => name)).toEqual(['Board', made?.name])
    const { sealedWebhookSecret } = await loadConnection(db, id)
    expect(current.open(sealedWebhookSecret, webhookSecretOf(id))).toBe('a newer secret')
    const [kept] = await queryRows<{ sealed: string }>(
      db,
      sql`select sealed_former_webhook_secret as sealed from connection where id = ${id}`,
    )
    expect(current.open(kept?.sealed ?? '', webhookSecretOf(id))).toBe('a secret for deliveries')
    expect(await resealSecrets(db, current)).toEqual({ resealed: 0, unreadable: 0 })

    // Who reads with the former key stops, and suspends nothing.
    await expect(reading.source.check()).rejects.toThrow(/changed meanwhile/)
    await reading.source.close()
    // The token that the tracker gave in exchange is still there: the one that was entered is used up.
    const after = await openWorkplace(db, () => new Date(Date.now() + 3_590_000), next)
    expect((await pass(after.context, id)).state).toBe('complete')
    expect(standIn.oauth.count.refused).toBe(0)
    expect(await findConnection(db, id)).toMatchObject({ state: 'active', stateReason: null })

    // What no key opens stays as it is.
    await createChannel(db, stranger, { id: randomUUID(), name: 'Lost', kind: 'slack', settings })
    expect(await resealSecrets(db, sealer(`${next},${masterKey}`))).toEqual({ resealed: 0, unreadable: 1 })
  } finally {
    await standIn.close()
    await database.drop()
  }
}, 120_000)
