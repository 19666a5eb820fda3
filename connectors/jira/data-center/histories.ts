import { Value } from 'typebox/value'
import { UnavailableError } from '../../errors.ts'
import type { JiraClient } from '../client.ts'
import { inlineChangelogSchema } from '../payloads.ts'
import type { FoundHistory, JsonObject } from '../product.ts'
import { findIssue } from './issues.ts'

/**
 * The histories that came with the issues. A search may cut them, at 100 rows or more
 * (https://github.com/pycontribs/jira/issues/712); the issue by itself tells more. What is missing then, Data Center has no
 * call for.
 */
export async function readHistories(
  client: JiraClient,
  issues: readonly JsonObject[],
): Promise<ReadonlyMap<string, FoundHistory>> {
  const histories = new Map<string, FoundHistory>()
  for (const issue of issues) {
    const id = String(issue.id)
    const first = readChangelog(issue)
    if (first.missing === 0) {
      histories.set(id, first)
      continue
    }
    const alone = await findIssue(client, id, ['updated'])
    histories.set(id, alone === null ? first : merge(first, readChangelog(alone)))
  }
  return histories
}

function readChangelog({ id, changelog }: JsonObject): FoundHistory {
  if (!Value.Check(inlineChangelogSchema, changelog)) {
    throw new UnavailableError(`Jira answered without the history of issue ${String(id)}. We try again.`)
  }
  return { rows: changelog.histories, missing: Math.max(0, changelog.total - changelog.histories.length) }
}

function merge(one: FoundHistory, other: FoundHistory): FoundHistory {
  const total = Math.max(one.rows.length + one.missing, other.rows.length + other.missing)
  const rows = [...new Map([...one.rows, ...other.rows].map(row => [String(row.id), row])).values()]
  return { rows, missing: Math.max(0, total - rows.length) }
}
