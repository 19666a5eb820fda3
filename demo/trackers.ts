import { generateOrganization } from './azure-devops/generate-organization.ts'
import { listAzureDevOpsOracle } from './azure-devops/oracle.ts'
import { loadOrganization, type Organization, saveOrganization } from './azure-devops/organization.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from './azure-devops/server.ts'
import { loadJiraArchive } from './jira/archive.ts'
import { generateJiraSite } from './jira/generate.ts'
import { describeAccount } from './jira/generate-catalogue.ts'
import { listJiraOracle } from './jira/oracle.ts'
import { type JiraStandIn, startJiraStandIn } from './jira/server.ts'
import { type JiraSite, loadSite, openSite, saveSite } from './jira/site.ts'
import type { KeptFiles } from './kept-state.ts'
import type { DemoOptions } from './options.ts'
import { DEMO_SEED, demoMover, historyEndOf } from './organisation.ts'

export const DEMO_PERSONAL_ACCESS_TOKEN = 'demo-azure-devops-token'

export interface Trackers {
  readonly jira: JiraStandIn
  readonly azureDevOps: AzureDevOpsStandIn
  /** What exists in each tracker now, by the tracker's own ids. */
  readonly oracle: { readonly jira: () => TrackerIds; readonly azureDevOps: () => TrackerIds }
  /** Keeps the trackers' state for the next run. */
  readonly save: () => void
  readonly close: () => Promise<void>
}

export interface TrackerIds {
  readonly workItems: readonly string[]
  readonly iterations: readonly string[]
  readonly releases: readonly string[]
  readonly worklogs: readonly string[]
  readonly links: readonly string[]
}

/** Starts both stand-in trackers: filled by the generator, by an archive, or as the run before left them. */
export async function startTrackers(options: DemoOptions, files: KeptFiles, resumes: boolean): Promise<Trackers> {
  const now = historyEndOf(new Date())
  const site = resumes ? keptSite(files) : chooseSite(options, now)
  const organization = resumes ? keptOrganization(files) : generateOrganization({ seed: DEMO_SEED, now })
  const contextPath = options.jira === 'cloud' ? '' : '/jira'
  const jira = await startJiraStandIn({ site, product: options.jira, contextPath })
  const azureDevOps = await startAzureDevOpsStandIn({ organization, personalAccessToken: DEMO_PERSONAL_ACCESS_TOKEN })
  return {
    jira,
    azureDevOps,
    oracle: { jira: () => listJiraOracle(site), azureDevOps: () => listAzureDevOpsOracle(organization) },
    save() {
      saveSite(site, files.jiraSite)
      saveOrganization(organization, files.organization)
    },
    async close() {
      await jira.close()
      await azureDevOps.close()
    },
  }
}

const chooseSite = ({ jiraArchive, projects }: DemoOptions, now: Date): JiraSite =>
  jiraArchive === null
    ? generateJiraSite({ seed: DEMO_SEED, now })
    : archiveSite(
        loadJiraArchive({ directory: jiraArchive, ...(projects === null ? {} : { projects: [...projects] }) }),
      )

/** With a person of ours in it: what the demo moves must not be said of somebody real. */
function archiveSite({ data }: JiraSite): JiraSite {
  data.accounts.push(describeAccount(demoMover))
  return openSite(data)
}

/** Without the webhooks of the run before: they lead to an address that nobody listens on any more. */
function keptSite(kept: KeptFiles): JiraSite {
  const site = loadSite(kept.jiraSite)
  site.data.webhooks.splice(0)
  return site
}

function keptOrganization(kept: KeptFiles): Organization {
  const organization = loadOrganization(kept.organization)
  organization.state.subscriptions.splice(0)
  return organization
}
