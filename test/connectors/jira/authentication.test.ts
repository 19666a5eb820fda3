import { afterEach, expect, it } from 'vitest'
import type { Source } from '../../../connectors/connector.ts'
import jira from '../../../connectors/jira/index.ts'
import { openOwnAccess } from '../../../connectors/own-access.ts'
import { type JiraStandIn, type JiraStandInOptions, startJiraStandIn } from '../../../demo/jira/server.ts'
import { createSmallSite } from '../../flows/small-trackers.ts'
import { failureOf } from '../azure-devops/opened-source.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(options: Partial<JiraStandInOptions> = {}): Promise<JiraStandIn> {
  const standIn = await startJiraStandIn({ feedLagMs: 0, site: createSmallSite(['WEB'], 20), ...options })
  closing.push(standIn.close)
  return standIn
}

function open(standIn: JiraStandIn, credentials: object, settings: object = {}): Source {
  const now = () => new Date()
  const source = jira.open(
    { baseUrl: standIn.url, authority: standIn.url, ...settings },
    credentials as Parameters<typeof jira.open>[1],
    {
      signal: new AbortController().signal,
      now,
      onRequest: () => {},
      takeTurn: async () => {},
      privateHosts: ['127.0.0.1'],
      access: openOwnAccess(now).access,
    },
  )
  closing.push(source.close)
  return source
}

const countRefused = ({ requests }: JiraStandIn): number => requests.filter(({ status }) => status === 401).length

const SCOPED = { email: 'reader@halden.example', apiToken: 'a-token-with-scopes', scoped: true }

it('a token with scopes works although only the address of the site was entered', async () => {
  const standIn = await start({ credentials: SCOPED })
  const { email, apiToken } = SCOPED
  const source = open(standIn, { type: 'api-token', email, apiToken })
  expect(await source.check()).toMatchObject({ instanceId: standIn.site.data.cloudId, timeZone: expect.any(String) })
  expect(countRefused(standIn)).toBe(1)
  const [refused, asked, ...rest] = standIn.requests.map(({ path }) => path)
  expect([refused, asked]).toEqual(['/rest/api/3/myself', '/_edge/tenant_info'])
  expect(rest.filter(path => !path.startsWith(`/ex/jira/${standIn.site.data.cloudId}/rest/`))).toEqual([])
})

it('a wrong token is tried once at the site and once at the gateway, whoever asks and however often at once', async () => {
  const standIn = await start()
  const source = open(standIn, { type: 'api-token', email: 'a@b.example', apiToken: 'wrong' })
  expect(await failureOf(() => source.check())).toMatchObject({ reason: 'credentials' })
  expect(countRefused(standIn)).toBe(2)
})

it('a site without a gateway is asked once', async () => {
  const standIn = await start()
  standIn.faults.add({ match: ({ path }) => path === '/_edge/tenant_info', fault: 'status', status: 404 })
  const source = open(standIn, { type: 'api-token', email: 'a@b.example', apiToken: 'wrong' })
  expect(await failureOf(() => source.check())).toMatchObject({ reason: 'credentials' })
  expect(countRefused(standIn)).toBe(1)
})

it('a wrong token is called wrong by the site, also where the gateway is out of reach', async () => {
  const standIn = await start()
  const source = open(
    standIn,
    { type: 'api-token', email: 'a@b.example', apiToken: 'wrong' },
    { authority: 'http://127.0.0.1:9' },
  )
  const { reason, message } = (await failureOf(() => source.check())) as { reason: string; message: string }
  expect(reason).toBe('unavailable')
  expect(message).toContain('127.0.0.1:9 only, which could not be asked')
  expect(message).toContain('did not accept the e-mail and API token')
})

it.each([
  ['X-Seraph-LoginReason', 'AUTHENTICATION_DENIED'],
  ['X-Authentication-Denied-Reason', 'CAPTCHA_CHALLENGE; login-url=https://halden.example/login.jsp'],
])('an account that is locked out (%s) is not tried anywhere else', async (name, value) => {
  const standIn = await start()
  standIn.faults.add({ match: () => true, fault: 'status', status: 403, headers: { [name]: value }, times: Infinity })
  const source = open(standIn, { type: 'api-token', ...standIn.credentials })
  const error = await failureOf(() => source.check())
  expect(error).toMatchObject({ reason: 'credentials', message: expect.stringContaining('in a browser') })
  expect(standIn.requests.length).toBe(1)
})

it('a network that may not come in is told from a missing permission, also where 403 is an answer', async () => {
  const standIn = await start()
  const source = open(standIn, { type: 'api-token', ...standIn.credentials })
  await source.check()
  const body = '{"message":"The IP address has been rejected because it is not on the allowlist."}'
  standIn.faults.add({ match: () => true, fault: 'status', status: 403, body, times: Infinity })
  const [issue] = standIn.site.data.issues
  const error = await failureOf(() => source.fetch([{ kind: 'work_item', externalId: issue?.id ?? '' }]))
  expect(error).toMatchObject({ reason: 'permission', message: expect.stringContaining('IP allow list') })
})

it('secrets are sent to no authority that the operator has not listed', async () => {
  const standIn = await start()
  for (const authority of ['https://auth.example', 'http://localhost:1', 'ftp://127.0.0.1', 'nonsense'])
    expect(() => open(standIn, { type: 'api-token', ...standIn.credentials }, { authority })).toThrow(/PRIVATE_HOSTS/)
})
