import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import type { Organization } from '../../../demo/azure-devops/organization.ts'
import {
  type AzureDevOpsStandIn,
  type AzureDevOpsStandInOptions,
  startAzureDevOpsStandIn,
} from '../../../demo/azure-devops/server.ts'

/** A Sunday: the history ends on it. */
export const NOW = new Date('2026-11-22T09:00:00Z')
export const TOKEN = 'a-good-token'

export const createOrganization = (): Organization => generateOrganization({ seed: 7, now: NOW })

export const startStandIn = (options: Partial<AzureDevOpsStandInOptions> = {}): Promise<AzureDevOpsStandIn> =>
  startAzureDevOpsStandIn({
    organization: createOrganization(),
    personalAccessToken: TOKEN,
    now: () => NOW,
    ...options,
  })

export const authorization = (token: string): string => `Basic ${Buffer.from(`PAT:${token}`).toString('base64')}`

/** Asks one path under the organisation's address, as the connector would. */
export async function ask<T>(
  standIn: { readonly url: string },
  path: string,
  request: { readonly method?: string; readonly body?: unknown; readonly version?: string } = {},
): Promise<T> {
  const response = await fetch(`${standIn.url}${path}`, {
    method: request.method ?? (request.body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: authorization(TOKEN),
      accept: `application/json;api-version=${request.version ?? '7.1'}`,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  })
  const text = await response.text()
  return (text === '' ? null : JSON.parse(text)) as T
}
