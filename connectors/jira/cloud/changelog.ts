import type { Static } from 'typebox'
import { UnavailableError } from '../../errors.ts'
import { fits } from '../../fits.ts'
import type { JiraClient } from '../client.ts'
import { AnswerTooLargeError } from '../failures.ts'
import { changelogPageSchema, inlineChangelogSchema } from '../payloads.ts'
import type { FoundHistory, JsonObject } from '../product.ts'

/** Jira allows 10,000 rows per answer; rows that hold long texts may need the smaller size. */
const PAGE_SIZES = [10_000, 500] as const

/** An inline history of this length is cut, whatever its total says: https://jira.atlassian.com/browse/JRACLOUD-96459 */
const INLINE_CUT = 40

/**
 * The whole history of up to 1000 issues: what came with them where that is whole, as it is for most, else in bulk. Not
 * filtered by field, for rows of links, keys and parents have no field id and would be lost.
 */
export async function readHistories(
  client: JiraClient,
  issues: readonly JsonObject[],
): Promise<ReadonlyMap<string, FoundHistory>> {
  const whole = new Map(issues.flatMap(issue => readInline(issue)))
  const issueIds = issues.map(({ id }) => String(id)).filter(id => !whole.has(id))
  if (issueIds.length === 0) return whole
  return new Map([...whole, ...(await readBulk(client, issueIds))])
}

function readInline({ id, changelog }: JsonObject): readonly (readonly [string, FoundHistory])[] {
  if (!fits(inlineChangelogSchema, changelog)) return []
  const { histories, total } = changelog
  return histories.length < INLINE_CUT && histories.length >= total
    ? [[String(id), { rows: histories, missing: 0 }]]
    : []
}

async function readBulk(client: JiraClient, issueIds: readonly string[]): Promise<ReadonlyMap<string, FoundHistory>> {
  try {
    return await readPages(client, issueIds, PAGE_SIZES[0])
  } catch (error) {
    if (!(error instanceof AnswerTooLargeError)) throw error
    return readPages(client, issueIds, PAGE_SIZES[1])
  }
}

async function readPages(
  client: JiraClient,
  issueIds: readonly string[],
  pageSize: number,
): Promise<ReadonlyMap<string, FoundHistory>> {
  const histories = new Map<string, Map<string, JsonObject>>()
  const seen = new Set<string>()
  for (let token: string | null = null; ; ) {
    const page: Static<typeof changelogPageSchema> = await client.ask({
      method: 'POST',
      path: '/rest/api/3/changelog/bulkfetch',
      body: { issueIdsOrKeys: issueIds, maxResults: pageSize, ...(token === null ? {} : { nextPageToken: token }) },
      endpointClass: 'changelog_bulkfetch',
      where: 'reading the history of Jira issues',
      schema: changelogPageSchema,
    })
    for (const { issueId, changeHistories } of page.issueChangeLogs) {
      const known = histories.get(String(issueId)) ?? new Map<string, JsonObject>()
      // An issue may span pages, and a page may repeat the last row of the one before
      // (https://jira.atlassian.com/browse/JRACLOUD-94906).
      for (const history of changeHistories) known.set(String(history.id), history)
      histories.set(String(issueId), known)
    }
    token = page.nextPageToken ?? null
    if (token === null) break
    if (seen.has(token))
      throw new UnavailableError('Jira repeats a page while reading the history of issues. We try again.')
    seen.add(token)
  }
  return new Map([...histories].map(([issueId, known]) => [issueId, { rows: [...known.values()], missing: 0 }]))
}
