import { editIssue, moveVersion } from '../../demo/jira/edits.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import type { JiraSite } from '../../demo/jira/site.ts'
import { createJiraAnswers } from './jira-answers.ts'
import { changeOnePercent, countTruth, generateSite } from './jira-site.ts'
import { plannedDay } from './planned-day.ts'
import type { SyntheticTracker, TrackerEdits } from './synthetic-tracker.ts'
import { startTrackerServer } from './tracker-server.ts'

export async function openSyntheticJira(issues: number): Promise<SyntheticTracker> {
  const site = generateSite(issues)
  // Nothing is kept back from the feeds, or a pass right after a change would not see it.
  const standIn = await startJiraStandIn({ site, feedLagMs: 0 })
  const answers = createJiraAnswers(site)
  const { email, apiToken } = standIn.credentials
  const server = await startTrackerServer(standIn.url, answers)
  return {
    address: { settings: { baseUrl: server.origin }, credentials: { type: 'api-token', email, apiToken } },
    server,
    answers,
    countTruth: () => ({ ...countTruth(site) }),
    changeOnePercent: () => changeOnePercent(site),
    edits: openEdits(site, standIn.settleWebhooks),
    close: async () => {
      await server.close()
      await standIn.close()
    },
  }
}

function openEdits(site: JiraSite, settle: () => Promise<void>): TrackerEdits {
  const by = site.data.accounts[0]?.accountId ?? ''
  const move = (versionId: string, releaseDate: string): void => {
    site.clock = Date.now
    moveVersion(site, { versionId, releaseDate, by })
  }
  const nthOf = (externalId: string): number => site.data.versions.findIndex(({ id }) => id === externalId)
  return {
    plan: () => {
      for (const [nth, { id }] of site.data.versions.entries()) move(id, plannedDay(nth))
    },
    move: (externalId, byDays) => move(externalId, plannedDay(nthOf(externalId), byDays)),
    countItems: () => site.data.issues.length,
    retitle: (nth, title) => {
      site.clock = Date.now
      editIssue(site, { issueId: site.data.issues[nth]?.id ?? '', by, changes: { summary: title } })
    },
    settle,
  }
}
