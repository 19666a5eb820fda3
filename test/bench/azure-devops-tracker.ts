import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { createAzureDevOpsAnswers } from './azure-devops-answers.ts'
import { changeOnePercent, countTruth, generateBenchOrganization } from './azure-devops-organization.ts'
import type { SyntheticTracker } from './synthetic-tracker.ts'
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
    close: async () => {
      await server.close()
      await standIn.close()
    },
  }
}
