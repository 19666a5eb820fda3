import type { Product } from '../product.ts'
import { readHistories } from './histories.ts'
import { findServerId } from './instance.ts'
import { fetchIssues } from './issues.ts'
import { findParentIds } from './parents.ts'
import { listProjects } from './projects.ts'
import { countIssues, startSearch } from './search.ts'
import { findTypeLevels } from './type-levels.ts'

/** https://developer.atlassian.com/server/jira/platform/rest/ */
export const dataCenter: Product = {
  api: '/rest/api/2',
  // A search can go on after a key only within a project; changes of all projects mostly fit one page.
  projectsAtOnce: { first: 1, changes: 100 },
  startSearch,
  countIssues,
  fetchIssues,
  readHistories,
  findParentIds,
  findTypeLevels,
  listProjects,
  readVersionAudit: async () => ({
    status: 'closed',
    gap: {
      kind: 'unsupported',
      detail:
        'Who moved a release date, and when, is unknown: Jira Data Center keeps no history of versions. Register the webhook.',
    },
  }),
  findInstanceId: findServerId,
}
