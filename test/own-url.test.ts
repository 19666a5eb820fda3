import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { isWildcard, readOwnUrl } from '../src/own-url.ts'
import { startService } from '../src/service.ts'
import { findToken } from '../src/store/access/tokens.ts'
import { createTestDatabase } from './database.ts'

const given = { host: 'localhost', port: 0 }
const listening = (address: string, family = 'IPv4') => ({ address, family, port: 41_234 })

test.each([
  ['an IPv4 address', listening('192.0.2.7'), 'http://192.0.2.7:41234'],
  ['an IPv6 address', listening('2001:db8::7', 'IPv6'), 'http://[2001:db8::7]:41234'],
  ['every IPv4 interface', listening('0.0.0.0'), 'http://127.0.0.1:41234'],
  ['every interface', listening('::', 'IPv6'), 'http://[::1]:41234'],
])('the own address, listening on %s, is one that can be opened', (_, address, url) => {
  expect(readOwnUrl(address, given)).toBe(url)
  expect(URL.canParse(url)).toBe(true)
})

test('before it listens, the own address is the one that was asked for', () => {
  expect(readOwnUrl(null, { host: 'localhost', port: 8080 })).toBe('http://localhost:8080')
})

test('only addresses that mean every interface are wildcards', () => {
  expect(['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '127.0.0.1', '::1', 'localhost'].filter(isWildcard)).toEqual([
    '0.0.0.0',
    '::',
    '0:0:0:0:0:0:0:0',
  ])
})

test.each([
  ['0.0.0.0', /^http:\/\/127\.0\.0\.1:[1-9]\d*\/api/, 1],
  ['127.0.0.1', /^http:\/\/127\.0\.0\.1:[1-9]\d*\/api/, 0],
])(
  'a service on %s and a free port gives webhooks its real port, and asks for PUBLIC_URL when it guesses',
  async (HOST, webhookUrl, warnings) => {
    const database = await createTestDatabase()
    const lines: string[] = []
    const environment = { HOST, PORT: '0', DATABASE_URL: database.url, MASTER_KEY: randomBytes(32).toString('hex') }
    const service = await startService({
      config: readConfig(environment),
      log: pino({ level: 'warn' }, { write: line => void lines.push(line) }),
      roles: { api: true, worker: false },
    })
    try {
      expect(await findToken(database.db, service.newToken ?? '')).toMatchObject({ name: 'first token' })
      const response = await fetch(`${service.url}/api/v1/connections?check=false`, {
        method: 'POST',
        headers: { authorization: `Bearer ${service.newToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          name: 'Jira',
          kind: 'jira',
          settings: { baseUrl: 'https://example.atlassian.net' },
          credentials: { type: 'api-token', email: 'reader@example.com', apiToken: 'a-token' },
        }),
      })
      expect(await response.json()).toMatchObject({ webhook: { url: expect.stringMatching(webhookUrl) } })
      expect(lines.filter(line => line.includes('set PUBLIC_URL'))).toHaveLength(warnings)
    } finally {
      await service.close()
      await database.drop()
    }
  },
)
