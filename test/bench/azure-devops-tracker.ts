import { editWorkItem } from '../../demo/azure-devops/edits.ts'
import { latestRevision } from '../../demo/azure-devops/look-up.ts'
import type { Organization } from '../../demo/azure-devops/organization.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { createAzureDevOpsAnswers } from './azure-devops-answers.ts'
import { changeOnePercent, countTruth, generateBenchOrganization } from './azure-devops-organization.ts'
import { plannedDay } from './planned-day.ts'
import type { SyntheticTracker, TrackerEdits } from './synthetic-tracker.ts'
import { startTrackerServer } from './tracker-server.ts'

export async function openSyntheticAzureDevOps(items: number): Promise<SyntheticTracker> {
  const organization = generateBenchOrganization(items)
  const standIn = await startAzureDevOpsStandIn({ organization })
  const answers = createAzureDevOpsAnswers(organization)
  const server = await startTrackerServer(new URL(standIn.url).origin, answers)
  return {
    address: {
      settings: { baseUrl: `${server.origin}/bench` },
      credentials: { type: 'personal-access-token', token: 'bench-token' },
    },
    server,
    answers,
    countTruth: () => countTruth(organization),
    changeOnePercent: () => changeOnePercent(organization),
    edits: openEdits(organization, standIn.settleHooks),
    close: async () => {
      await server.close()
      await standIn.close()
    },
  }
}

function openEdits(organization: Organization, settle: () => Promise<void>): TrackerEdits {
  const { workItems, people } = organization.state
  const by = people[0]?.id ?? ''
  const epics = workItems.filter(item => latestRevision(item).type === 'Epic').map(({ id }) => id)
  const change = (id: number, fields: Readonly<Record<string, string>>) =>
    editWorkItem(organization, { id, by, fields })
  const dated = (day: string) => ({ 'Microsoft.VSTS.Scheduling.TargetDate': day })
  return {
    plan: () => {
      for (const [nth, id] of epics.entries()) change(id, { 'System.State': 'Active', ...dated(plannedDay(nth)) })
    },
    move: (externalId, byDays) => {
      const nth = epics.indexOf(Number(externalId))
      change(Number(externalId), dated(plannedDay(nth, byDays)))
    },
    countItems: () => workItems.length,
    retitle: (nth, title) => change(workItems[nth]?.id ?? 0, { 'System.Title': title }),
    settle,
  }
}
