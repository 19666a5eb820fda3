import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Test files that take longer than half a minute, the longest first (npm test on two cores, November 2026). */
const LONGEST = [
  'test/web/every-page.test.ts',
  'test/connectors/contract.test.ts',
  'test/flows/crash.test.ts',
  'test/flows/processes.test.ts',
  'test/flows/model-azure-devops.test.ts',
  'test/flows/changes.test.ts',
  'test/flows/model-jira.test.ts',
  'test/flows/azure-devops-faults.test.ts',
  'test/flows/rate-limits.test.ts',
  'test/flows/jira-faults.test.ts',
  'test/flows/model-azure-devops-products.test.ts',
  'test/jobs/silent-network.test.ts',
  'test/web/dashboard.test.ts',
  'test/flows/deliveries.test.ts',
  'test/flows/killed-worker.test.ts',
  'test/flows/database-lost.test.ts',
  'test/web/daily-work.test.ts',
  'test/web/decisions.test.ts',
  'test/bench/alerts.test.ts',
  'test/flows/stopped-worker.test.ts',
  'test/flows/told-history.test.ts',
  'test/flows/lost-queue.test.ts',
  'test/bench/web.test.ts',
  'test/flows/model-jira-data-center.test.ts',
  'test/flows/promoted-standby.test.ts',
  'test/bench/rollup.test.ts',
  'test/web/asking.test.ts',
  'test/api/events.test.ts',
  'test/apply/apply.test.ts',
  'test/flows/shared-first-reading.test.ts',
]

/** A long file that began last would run alone at the end. Vitest wants a class, and knows no durations on a new machine. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.indexOf(relative(this.ctx.config.root, moduleId))
      return place === -1 ? LONGEST.length : place
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
