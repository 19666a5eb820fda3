import { RejectedError } from '../errors.ts'
import { keepFor } from '../keep-for.ts'
import { listBoards } from './boards.ts'
import type { JiraClient } from './client.ts'
import { cloud } from './cloud/product.ts'
import { dataCenter } from './data-center/product.ts'
import { listFields } from './issue-fields.ts'
import { serverInfoSchema } from './payloads.ts'
import type { Product, SiteClient } from './product.ts'
import type { Settings } from './settings.ts'
import { readGatewayId } from './site-address.ts'

/** A pass of many projects begins its readings within this. */
const KEEP_LISTS_MS = 60_000

/** Asks the site once what it is; all readings of an opened source go through the answer. */
export function createSiteFinder(client: JiraClient, settings: Settings, now: () => Date): () => Promise<SiteClient> {
  let found: Promise<SiteClient> | null = null
  return () => {
    found ??= findSite(client, settings, now).catch((error: unknown) => {
      found = null
      throw error
    })
    return found
  }
}

async function findSite(client: JiraClient, settings: Settings, now: () => Date): Promise<SiteClient> {
  const info = await client.ask({
    // Version 2 is spoken by both products.
    path: '/rest/api/2/serverInfo',
    endpointClass: 'server_info',
    where: 'asking Jira what it is',
    schema: serverInfoSchema,
  })
  const address = readGatewayId(settings) === null ? settings.baseUrl : info.baseUrl
  const product = chooseProduct(info.deploymentType ?? null)
  return {
    ...client,
    product,
    siteUrl: address.replace(/\/+$/, ''),
    lists: {
      projects: keepFor(KEEP_LISTS_MS, now, () => product.listProjects(client, settings.projects)),
      fields: keepFor(KEEP_LISTS_MS, now, () => listFields(client, product)),
      boards: keepFor(KEEP_LISTS_MS, now, () => listBoards(client, null)),
    },
  }
}

function chooseProduct(deploymentType: string | null): Product {
  switch (deploymentType) {
    case 'Cloud':
      return cloud
    // Data Center still says what it was called before.
    case 'Server':
    case 'Data Center':
      return dataCenter
    default:
      throw new RejectedError(
        'unsupported',
        `This is Jira ${deploymentType ?? 'of an unknown kind'}; Jira Cloud and Jira Data Center are read.`,
      )
  }
}
