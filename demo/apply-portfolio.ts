import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { applyPortfolio as applyFile } from '../src/apply/apply-portfolio.ts'
import { readPortfolioFile } from '../src/apply/read-portfolio-file.ts'
import { openService } from '../src/apply/service.ts'
import type { JiraSite } from './jira/site.ts'
import { DEMO_PERSONAL_ACCESS_TOKEN, type Trackers } from './trackers.ts'

export const DEMO_PORTFOLIO = fileURLToPath(new URL('portfolio.yaml', import.meta.url))

/** Sets up the portfolio tree as `npm run apply -- FILE` does, with the stand-ins' addresses in place of the environment. */
export async function applyPortfolio(
  file: string,
  serviceUrl: string,
  adminToken: string,
  { jira, azureDevOps }: Trackers,
): Promise<void> {
  const variables: Readonly<Record<string, string>> = {
    JIRA_URL: jira.url,
    JIRA_EMAIL: jira.credentials.email,
    JIRA_API_TOKEN: jira.credentials.apiToken,
    AZURE_DEVOPS_URL: azureDevOps.url,
    AZURE_DEVOPS_TOKEN: DEMO_PERSONAL_ACCESS_TOKEN,
  }
  await applyFile(
    openService(serviceUrl, adminToken),
    readPortfolioFile(writeCredentials(file, jira.login.type), file),
    {
      dryRun: false,
      renewSecrets: false,
      readVariable: name => variables[name] ?? null,
    },
  )
}

/** The file is written for Cloud; Data Center takes a token of another kind. */
function writeCredentials(file: string, type: Trackers['jira']['login']['type']): string {
  const text = readFileSync(file, 'utf8')
  if (type === 'api-token') return text
  const document: Document = parse(text)
  for (const connection of document.connections) {
    if (connection.kind === 'jira') connection.credentials = { type, token: { env: 'JIRA_API_TOKEN' } }
  }
  return stringify(document)
}

interface Document {
  readonly connections: { readonly kind: string; credentials: object }[]
  portfolios: unknown[]
}

/** The demo's portfolio file with the initiatives of an archive in place of those that lie in the generated Jira site. */
export function writeArchivePortfolio(site: JiraSite, folder: string): string {
  const document: Document = parse(readFileSync(DEMO_PORTFOLIO, 'utf8'))
  const initiatives = site.data.projects.map(({ key, name }) => ({
    name,
    scope: [{ connection: 'Jira', project: key }],
  }))
  document.portfolios = [
    { name: 'Archive', programs: [{ name: 'Real tracker', initiatives }] },
    ...keepOnly(document.portfolios, 'Azure DevOps'),
  ]
  const file = join(folder, 'archive-portfolio.yaml')
  writeFileSync(file, stringify(document))
  return file
}

/** Of every list of initiatives only those with a scope in this connection alone; other parts of the tree stay as they are. */
function keepOnly<Part>(part: Part, connection: string): Part {
  if (Array.isArray(part))
    return part.filter(each => !isElsewhere(each, connection)).map(each => keepOnly(each, connection)) as Part
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, keepOnly(value, connection)])) as Part
}

function isElsewhere(part: unknown, connection: string): boolean {
  if (typeof part !== 'object' || part === null || !('scope' in part) || !Array.isArray(part.scope)) return false
  return part.scope.some(rule => rule.connection !== connection)
}
