import { listAzureDevOpsOracle } from '../../demo/azure-devops/oracle.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { rankIssue } from '../../demo/jira/edits.ts'
import { listJiraOracle } from '../../demo/jira/oracle.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import type { JiraSite } from '../../demo/jira/site.ts'
import type { StoredIds } from '../../src/store/sync/stored-ids.ts'
import { createSmallOrganization, createSmallSite } from './small-trackers.ts'

/** What a test breaks: the answers to requests whose method and path match, from the nth on until the script is cleared. */
export interface Break {
  readonly request: RegExp
  readonly nth: number
  readonly kind:
    | 'html_login'
    | 'empty_body'
    | 'truncated'
    | 'status'
    | 'drop_connection'
    | 'bad_json'
    | 'missing_list'
    | 'slow_drip'
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly delayMs?: number
}

/** One of the stand-in trackers, as the tests of both see it. */
export interface Tracker {
  readonly kind: 'jira' | 'azure-devops'
  readonly url: string
  /** Of a connection. */
  readonly settings: { readonly baseUrl: string; readonly projects?: readonly string[] }
  readonly credentials: object
  /** Texts that must never be stored outside of the sealed credentials. */
  readonly secrets: readonly string[]
  readonly breakAnswers: (broken: Break) => void
  readonly repair: () => void
  readonly countRequests: () => number
  readonly countFailedSignIns: () => number
  readonly listOracle: () => StoredIds
  readonly close: () => Promise<void>
}

const encode = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64')

/** Some histories are too long to come with their issues. */
function lengthenHistories(site: JiraSite): void {
  const by = site.data.accounts[0]?.accountId
  if (by === undefined) throw new Error('nobody works on the site')
  for (const { id: issueId } of site.data.issues.slice(0, 3)) {
    for (let entry = 0; entry < 45; entry++) rankIssue(site, { issueId, by })
  }
}

export async function startSmallJira(): Promise<Tracker> {
  const site = createSmallSite(['WEB', 'OPS'], 130)
  lengthenHistories(site)
  const standIn = await startJiraStandIn({ site, feedLagMs: 0 })
  const { email, apiToken } = standIn.credentials
  return {
    kind: 'jira',
    url: standIn.url,
    settings: { baseUrl: standIn.url },
    credentials: { type: 'api-token', email, apiToken },
    secrets: [apiToken, encode(email, apiToken)],
    breakAnswers: ({ request, nth, kind, ...rest }) =>
      standIn.faults.add({
        match: ({ method, path }) => request.test(`${method} ${path.split('?')[0]}`),
        nth,
        times: Infinity,
        fault: kind,
        ...rest,
      }),
    repair: () => standIn.faults.clear(),
    countRequests: () => standIn.requests.length,
    countFailedSignIns: standIn.countFailedSignIns,
    listOracle: () => listJiraOracle(standIn.site),
    close: standIn.close,
  }
}

const TOKEN = 'a-token-that-must-stay-secret'

export async function startSmallAzureDevOps(): Promise<Tracker> {
  const standIn = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(150),
    personalAccessToken: TOKEN,
    pageSize: 300,
  })
  return {
    kind: 'azure-devops',
    url: standIn.url,
    // Named, so that the first reading is not divided: its pages have one order.
    settings: { baseUrl: standIn.url, projects: standIn.organization.state.projects.map(({ name }) => name) },
    credentials: { type: 'personal-access-token', token: TOKEN },
    secrets: [TOKEN, encode('', TOKEN), encode('PAT', TOKEN)],
    breakAnswers: ({ request, nth, kind, ...rest }) =>
      standIn.faults.add({
        match: ({ method, path }) => request.test(`${method} ${path.split('?')[0]}`),
        nth,
        times: Infinity,
        fault: kind,
        ...rest,
      }),
    repair: () => standIn.faults.clear(),
    countRequests: () => standIn.requests.length,
    countFailedSignIns: standIn.countFailedSignIns,
    listOracle: () => listAzureDevOpsOracle(standIn.organization),
    close: standIn.close,
  }
}
