import type { Product } from '../product.ts'
import { readVersionAudit } from './audit-log.ts'
import { readHistories } from './changelog.ts'
import { fetchIssues } from './issues.ts'
import { listProjects } from './projects.ts'
import { countIssues, startSearch } from './search.ts'
import { findTenantId } from './tenant.ts'

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/ */
export const cloud: Product = {
  api: '/rest/api/3',
  // Longer lists of projects are read in parts.
  projectsAtOnce: { first: 100, changes: 100 },
  startSearch,
  countIssues,
  fetchIssues,
  readHistories,
  // The system field and the types themselves tell all.
  findParentIds: async () => new Map(),
  findTypeLevels: async () => new Map(),
  listProjects,
  readVersionAudit,
  findInstanceId: findTenantId,
}
