import { RejectedError } from '../errors.ts'
import type { JiraClient } from './client.ts'
import { cloud } from './cloud/product.ts'
import { dataCenter } from './data-center/product.ts'
import { serverInfoSchema } from './payloads.ts'
import type { Product, SiteClient } from './product.ts'
import type { Settings } from './settings.ts'
import { readGatewayId } from './site-address.ts'

/** Asks the site once what it is; all readings of an opened source go through the answer. */
export function createSiteFinder(client: JiraClient, settings: Settings): () => Promise<SiteClient> {
  let found: Promise<SiteClient> | null = null
  return () => {
    found ??= findSite(client, settings).catch((error: unknown) => {
      found = null
      throw error
    })
    return found
  }
}

async function findSite(client: JiraClient, settings: Settings): Promise<SiteClient> {
  const info = await client.ask({
    // Version 2 is spoken by both products.
    path: '/rest/api/2/serverInfo',
    endpointClass: 'server_info',
    where: 'asking Jira what it is',
    schema: serverInfoSchema,
  })
  const address = readGatewayId(settings) === null ? settings.baseUrl : info.baseUrl
  return { ...client, product: chooseProduct(info.deploymentType ?? null), siteUrl: address.replace(/\/+$/, '') }
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
