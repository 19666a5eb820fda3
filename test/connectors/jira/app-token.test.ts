import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../../connectors/connector.ts'
import { jiraWebhook } from '../../../connectors/jira/webhook.ts'

const NOW = new Date('2027-03-01T09:00:00Z')
const NOW_S = NOW.getTime() / 1000
const URL = 'https://milepost.example/base/api/v1/webhooks/17'
const APP = { type: 'oauth2', clientId: 'the-app', clientSecret: 'app-secret', refreshToken: 'r', cloudId: 'c' }
/** As they were seen. */
const CLAIMS = { iss: 'the-app', sub: '5b10', iat: NOW_S - 5, exp: NOW_S + 175, jti: 'j', context: {} }

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

function write(claims: object, { alg = 'HS256', secret = APP.clientSecret, digest = 'sha256' } = {}): string {
  const text = `${encode({ typ: 'JWT', alg })}.${encode(claims)}`
  return `${text}.${createHmac(digest, secret).update(text).digest('base64url')}`
}

const deliver = (authorization: string | undefined, url: string | undefined = URL): Delivery => ({
  headers: { authorization },
  body: Buffer.from('{}'),
  ...(url === undefined ? {} : { url }),
})
const isTaken = (authorization: string | undefined, credentials: object = APP, at = NOW): boolean =>
  jiraWebhook.verifyOwn?.(deliver(authorization), credentials, at) ?? false

describe('a delivery that Jira signs with the secret of the app', () => {
  it('is taken', () => {
    expect(isTaken(`Bearer ${write(CLAIMS)}`)).toBe(true)
    expect(isTaken(`Bearer ${write({})}`)).toBe(true)
  })

  it('is not taken without a signature, with another one, or one of another kind', () => {
    const token = write(CLAIMS)
    const [header, claims, signature] = token.split('.')
    const none = `${encode({ typ: 'JWT', alg: 'none' })}.${claims}`
    for (const each of [
      write(CLAIMS, { secret: 'guess' }),
      write(CLAIMS, { alg: 'none' }),
      write(CLAIMS, { alg: 'HS512', digest: 'sha512' }),
      write(CLAIMS, { alg: 'RS256' }),
      `${none}.`,
      `${none}.${signature}`,
      `${header}.${encode({ ...CLAIMS, exp: NOW_S + 9_999 })}.${signature}`,
      `${header}.${claims}.${signature}=`,
      `${token}.${signature}`,
      `${header}.${claims}`,
      'nonsense',
    ])
      expect(isTaken(`Bearer ${each}`), each).toBe(false)
    expect(isTaken(undefined)).toBe(false)
    expect(isTaken(token)).toBe(false)
    expect(isTaken(`Basic ${token}`)).toBe(false)
  })

  it('is not taken once its time is over, or before it has come', () => {
    const token = `Bearer ${write(CLAIMS)}`
    expect(isTaken(token, APP, new Date(NOW.getTime() + 290_000))).toBe(true)
    expect(isTaken(token, APP, new Date(NOW.getTime() + 300_000))).toBe(false)
    expect(isTaken(token, APP, new Date(NOW.getTime() - 300_000))).toBe(false)
    expect(isTaken(`Bearer ${write({ ...CLAIMS, exp: 'never' })}`)).toBe(false)
  })

  it('is not taken of another app, nor by a connection that is none', () => {
    expect(isTaken(`Bearer ${write({ ...CLAIMS, iss: 'another' })}`)).toBe(false)
    expect(isTaken(`Bearer ${write(CLAIMS)}`, { ...APP, clientSecret: 'another' })).toBe(false)
    expect(isTaken(`Bearer ${write(CLAIMS)}`, { type: 'personal-access-token', token: APP.clientSecret })).toBe(false)
  })

  it('is taken for the address it was signed for only, where it names one', () => {
    const bind = (path: string): string => createHash('sha256').update(`POST&${path}&`).digest('hex')
    const path = '/base/api/v1/webhooks/17'
    expect(isTaken(`Bearer ${write({ ...CLAIMS, qsh: bind(path) })}`)).toBe(true)
    expect(isTaken(`Bearer ${write({ ...CLAIMS, qsh: 'context-qsh' })}`)).toBe(true)
    expect(isTaken(`Bearer ${write({ ...CLAIMS, qsh: bind(`${path}8`) })}`)).toBe(false)
    const bound = deliver(`Bearer ${write({ ...CLAIMS, qsh: bind(path) })}`)
    expect(jiraWebhook.verifyOwn?.({ headers: bound.headers, body: bound.body }, APP, NOW)).toBe(false)
  })
})

it('a secret in the address proves a delivery that nobody signs, and no other one', () => {
  const at = (url: string, headers = {}): boolean =>
    jiraWebhook.verify({ headers, body: Buffer.from('{}'), url }, 'the-secret')
  expect(at(`${URL}?secret=the-secret`)).toBe(true)
  expect(at(`${URL}?secret=another`)).toBe(false)
  expect(at(`${URL}?secret=`)).toBe(false)
  expect(at(URL)).toBe(false)
  expect(at(`${URL}?secret=the-secret`, { 'x-hub-signature': `sha256=${'0'.repeat(64)}` })).toBe(false)
})
