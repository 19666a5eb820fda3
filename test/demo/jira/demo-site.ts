import { generateJiraSite } from '../../../demo/jira/generate.ts'
import type { JiraStandIn } from '../../../demo/jira/server.ts'
import { type JiraSite, openSite } from '../../../demo/jira/site.ts'
import { DEMO_SEED } from '../../../demo/organisation.ts'

export const NOW = new Date('2026-11-20T15:00:00.000Z')

/** The demo site, with its clock stopped at NOW. */
export function openDemoSite(): JiraSite {
  const site = generateJiraSite({ seed: DEMO_SEED, now: NOW })
  site.clock = () => NOW.getTime()
  return site
}

/** A site of its own with the same data, quicker than generating it again. */
export function copySite(site: JiraSite): JiraSite {
  return openSite(structuredClone(site.data), () => NOW.getTime())
}

export interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

export interface ListedIssue {
  readonly id: string
  readonly key: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface SearchAnswer {
  readonly issues: readonly ListedIssue[]
  readonly nextPageToken?: string
  readonly isLast: boolean
  readonly errorMessages?: readonly string[]
}

export function authorize({ credentials: { email, apiToken } }: JiraStandIn, token = apiToken): string {
  return `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`
}

/** GET, or POST when there is a body, as the stand-in's own account. The test says what it expects to read. */
export async function ask<Body = unknown>(
  standIn: JiraStandIn,
  path: string,
  body?: unknown,
  apiToken = standIn.credentials.apiToken,
): Promise<Answer<Body>> {
  const response = await fetch(path.startsWith('http') ? path : standIn.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: authorize(standIn, apiToken),
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as Body }
}

export function search(standIn: JiraStandIn, body: unknown): Promise<Answer<SearchAnswer>> {
  return ask<SearchAnswer>(standIn, '/rest/api/3/search/jql', body)
}
