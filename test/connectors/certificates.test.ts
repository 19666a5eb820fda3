import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { createServer } from 'node:tls'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connector } from '../../connectors/connector.ts'
import { loadConnectors } from '../../connectors/load.ts'
import { openOwnAccess } from '../../connectors/own-access.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { createSmallOrganization, createSmallSite } from '../flows/small-trackers.ts'
import { type Authority, hasOpenssl, type Issued, openAuthority } from './issued-certificates.ts'

if (!hasOpenssl) console.warn('openssl is not installed: the tests of certificates are skipped.')

interface Front {
  readonly url: string
  readonly countConnections: () => number
  readonly close: () => Promise<void>
}

/** TLS before a server that speaks plain HTTP, as a company's reverse proxy. */
async function openFront(behind: string, { key, certificate }: Issued): Promise<Front> {
  const { port, pathname } = new URL(behind)
  let connections = 0
  const server = createServer({ key, cert: certificate }, socket => {
    const inner = connect(Number(port), '127.0.0.1')
    for (const [from, to] of [[socket, inner] as const, [inner, socket] as const]) {
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  // A client that turns away is what is tested.
  server.on('tlsClientError', () => {})
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}${pathname === '/' ? '' : pathname}`,
    countConnections: () => connections,
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

describe.skipIf(!hasOpenssl)('certificates of a company of its own', () => {
  const closing: (() => Promise<void>)[] = []
  let authority: Authority
  let trackers: readonly { connector: Connector; url: string; credentials: object }[]

  beforeAll(async () => {
    authority = openAuthority()
    const jira = await startJiraStandIn({ site: createSmallSite(['WEB'], 5) })
    const azureDevOps = await startAzureDevOpsStandIn({ organization: createSmallOrganization(5) })
    closing.push(jira.close, azureDevOps.close)
    const connectors = await loadConnectors()
    const connectorOf = (kind: string): Connector => {
      const found = connectors.get(kind)
      if (found === undefined) throw new Error(`there is no connector ${kind}`)
      return found
    }
    trackers = [
      { connector: connectorOf('jira'), url: jira.url, credentials: { type: 'api-token', ...jira.credentials } },
      {
        connector: connectorOf('azure-devops'),
        url: azureDevOps.url,
        credentials: { type: 'personal-access-token', token: 'any' },
      },
    ]
  })
  afterAll(async () => {
    for (const close of closing) await close()
    authority.remove()
  })

  /** For both trackers behind this certificate: what came of asking who we are, and over how many connections. */
  async function ask(issued: Issued, caCertificates?: string): Promise<readonly string[]> {
    const told: string[] = []
    for (const { connector, url, credentials } of trackers) {
      const front = await openFront(url, issued)
      const now = () => new Date()
      try {
        const settings = { baseUrl: front.url, ...(caCertificates === undefined ? {} : { caCertificates }) }
        expect(Value.Check(connector.settings, settings)).toBe(true)
        const source = connector.open(settings, credentials, {
          signal: AbortSignal.timeout(20_000),
          now,
          onRequest: () => {},
          takeTurn: async () => {},
          privateHosts: ['localhost', '127.0.0.1'],
          access: openOwnAccess(now).access,
        })
        try {
          await source.check()
          told.push('accepted')
        } catch (error) {
          const reason = error instanceof Error && 'reason' in error ? String(error.reason) : 'none'
          told.push(`${reason}, ${front.countConnections()} connection: ${String(error)}`)
        } finally {
          await source.close()
        }
      } finally {
        await front.close()
      }
    }
    return told
  }

  const both = (sentence: string) => {
    const one = expect.stringMatching(new RegExp(`^bad_settings, 1 connection: .*${sentence}`))
    return [one, one]
  }
  const ACCEPTED = ['accepted', 'accepted']

  it('are accepted when their authority is entered, and refused at once with the remedy when it is not', async () => {
    const issued = authority.issue({ host: 'localhost' })
    expect(await ask(issued)).toEqual(both('caCertificates'))
    expect(await ask(issued, authority.root)).toEqual(ACCEPTED)
  })

  it('are refused when they have ended, or are for another host, whoever signed them', async () => {
    const ended = authority.issue({ host: 'localhost', days: -1 })
    expect(await ask(ended, authority.root)).toEqual(both('has expired.*renew it'))
    const other = authority.issue({ host: 'jira.halden.example' })
    expect(await ask(other, authority.root)).toEqual(both('another name than the host of the base URL'))
  })

  it('need their intermediate certificate, from the server or from the settings', async () => {
    const alone = authority.issue({ host: 'localhost', by: 'intermediate' })
    expect(await ask(alone, authority.root)).toEqual(both('leaves out its intermediate certificates'))
    expect(await ask(alone, `${authority.intermediate}\n${authority.root}`)).toEqual(ACCEPTED)
    const whole = { ...alone, certificate: `${alone.certificate}${authority.intermediate}` }
    expect(await ask(whole, authority.root)).toEqual(ACCEPTED)
  })

  it('are checked even where the environment says that nothing is', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      expect(await ask(authority.issue({ host: 'localhost' }))).toEqual(both('caCertificates'))
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
  })

  it('that nobody could use are refused when they are entered, each with its own sentence', () => {
    const { key, certificate } = authority.issue({ host: 'old.example', days: -1 })
    const entered: readonly (readonly [string, RegExp])[] = [
      ['nonsense', /PEM form/],
      [
        '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
        /Certificate 1 of caCertificates cannot be read/,
      ],
      [`${authority.root}\n${authority.root.slice(0, -30)}`, /PEM form/],
      [`${authority.root}\n${key}`, /holds a private key/],
      [`${authority.root}\n${certificate}`, /Certificate 2 of caCertificates \(CN=old\.example\) has expired/],
      [authority.root.repeat(51), /50 are the most/],
    ]
    for (const { connector, credentials } of trackers) {
      for (const [caCertificates, sentence] of entered) {
        const io = {
          signal: new AbortController().signal,
          now: () => new Date(),
          onRequest: () => {},
          takeTurn: async () => {},
          privateHosts: [],
          access: openOwnAccess(() => new Date()).access,
        }
        const settings = { baseUrl: 'https://dev.azure.com/halden', caCertificates }
        expect(() => connector.open(settings, credentials, io), String(sentence)).toThrow(sentence)
      }
      expect(
        Value.Check(connector.settings, { baseUrl: 'https://halden.example', caCertificates: 'x'.repeat(70_000) }),
      ).toBe(false)
    }
  })
})
