import { startJiraStandIn } from '../../demo/jira/server.ts'
import { createJiraAnswers } from './jira-answers.ts'
import { changeOnePercent, countTruth, generateSite } from './jira-site.ts'
import type { SyntheticTracker } from './synthetic-tracker.ts'
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
    close: async () => {
      await server.close()
      await standIn.close()
    },
  }
}
