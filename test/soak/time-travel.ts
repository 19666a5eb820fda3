import { and, eq, gt, lte } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { generateOrganization } from '../../demo/azure-devops/generate-organization.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { generateJiraSite } from '../../demo/jira/generate.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { DEMO_HISTORY_DAYS, DEMO_SEED } from '../../demo/organisation.ts'
import { seededRandom } from '../../demo/random.ts'
import { initiativeItem, portfolioNode, scopeRule } from '../../drizzle/schema/portfolio.ts'
import { link, worklog } from '../../drizzle/schema/work.ts'
import { canonical } from '../../src/apply/step.ts'
import type { LinkEnd } from '../../src/portfolio/dependency/dependency.ts'
import type { InitiativeFacts, ScopeRule } from '../../src/portfolio/initiative.ts'
import type { Queryable } from '../../src/store/database.ts'
import { appendDateChanges } from '../../src/store/milestone/milestone-slips.ts'
import { listMilestones } from '../../src/store/milestone/milestones.ts'
import { refreshMilestones } from '../../src/store/milestone/refresh-milestones.ts'
import { loadInitiativeFacts, loadPastFacts } from '../../src/store/portfolio/facts.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { createTestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from '../flows/connections.ts'
import { BEGINNING } from './modelled-tracker.ts'

const JIRA = 'a1a1a1a1-0000-4000-8000-000000000001'
const AZURE = 'a1a1a1a1-0000-4000-8000-000000000002'
const TOKEN = 'a-good-token'
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Scopes over both trackers, as the demo's portfolio has them. */
const INITIATIVES: readonly { readonly id: string; readonly name: string; readonly scope: readonly Rule[] }[] = [
  {
    id: 'b1b1b1b1-0000-4000-8000-000000000001',
    name: 'Subscription Billing',
    scope: [
      { connectionId: JIRA, selector: 'label', value: 'subscriptions', project: 'PAY' },
      { connectionId: AZURE, selector: 'area', value: 'Billing Engine\\Subscriptions', project: null },
    ],
  },
  {
    id: 'b1b1b1b1-0000-4000-8000-000000000002',
    name: 'Instant Checkout',
    scope: [{ connectionId: JIRA, selector: 'label', value: 'instant-checkout', project: 'PAY' }],
  },
  {
    id: 'b1b1b1b1-0000-4000-8000-000000000003',
    name: 'Tax Compliance 2027',
    scope: [{ connectionId: AZURE, selector: 'area', value: 'Billing Engine\\Tax', project: null }],
  },
]
type Rule = Omit<ScopeRule, 'effect'>

/** Both trackers as they stood at `until`, read into a database by a first sync, with the initiatives set up. */
async function readTrackers(db: Queryable, now: Date, until?: Date): Promise<void> {
  const cut = until === undefined ? {} : { until }
  const jira = await startJiraStandIn({ site: generateJiraSite({ seed: DEMO_SEED, now, ...cut }) })
  const azure = await startAzureDevOpsStandIn({
    organization: generateOrganization({ seed: DEMO_SEED, now, ...cut }),
    personalAccessToken: TOKEN,
  })
  try {
    const { context } = await openWorkplace(db, () => until ?? now)
    const { email, apiToken } = jira.credentials
    await saveConnection(
      db,
      'jira',
      { baseUrl: jira.url, projects: ['PAY'] },
      { type: 'api-token', email, apiToken },
      JIRA,
    )
    await saveConnection(
      db,
      'azure-devops',
      { baseUrl: azure.url, projects: ['Billing Engine'] },
      { type: 'personal-access-token', token: TOKEN },
      AZURE,
    )
    for (const id of [JIRA, AZURE]) expect((await pass(context, id)).state).toBe('complete')
  } finally {
    await jira.close()
    await azure.close()
  }
  for (const { id, name, scope } of INITIATIVES) {
    await db.insert(portfolioNode).values({ id, kind: 'initiative', name })
    await db.insert(scopeRule).values(scope.map(rule => ({ ...rule, effect: 'include' as const, initiativeId: id })))
  }
  await refreshScope(db, (until ?? now).toISOString(), null)
  for (const { id } of INITIATIVES) {
    await refreshMilestones(db, id, (until ?? now).toISOString())
    await appendDateChanges(db, id)
  }
}

/** Facts without what is made up anew in each database, or has no history at the trackers. */
async function comparable(
  db: Queryable,
  facts: InitiativeFacts,
  rebooked: ReadonlySet<string>,
  isUnknown: (itemId: string) => boolean = () => false,
  isKnownLink: (fromId: string, toId: string) => boolean = () => true,
) {
  const { items: milestones } = await listMilestones(
    db,
    { initiativeIds: [facts.id], retired: true },
    { after: null, limit: 1_000 },
  )
  const subjects = new Map(milestones.map(({ id, subjectId }) => [id, subjectId]))
  return {
    // A title is told as it is now, and so is a type.
    items: facts.items
      .filter(({ id }) => !isUnknown(id))
      .map(({ title: _, ...item }) => ({ ...item, spentHours: rebooked.has(item.id) ? null : item.spentHours })),
    links: facts.dependencies.links
      .filter(({ provider, consumer }) => isKnownLink(provider.id, consumer.id))
      .map(({ provider, consumer }) => ({ provider: namelessOf(provider), consumer: namelessOf(consumer) })),
    trackers: facts.trackers.map(({ connectionId, weight }) => ({ connectionId, weight })),
    milestones: facts.milestones
      .map(({ id, name: _, itemIds, ...milestone }) => ({
        ...milestone,
        itemIds: itemIds.filter(itemId => !isUnknown(itemId)),
        subjectId: subjects.get(id),
      }))
      .toSorted((a, b) => (`${a.subjectId}` < `${b.subjectId}` ? -1 : 1)),
  }
}

const listScopeIds = async (db: Queryable, initiativeId: string): Promise<readonly string[]> =>
  (
    await db
      .select({ id: initiativeItem.workItemId })
      .from(initiativeItem)
      .where(eq(initiativeItem.initiativeId, initiativeId))
  ).map(({ id }) => id)

const listLinked = async (db: Queryable): Promise<readonly string[]> =>
  (await db.select({ fromId: link.fromId, toId: link.toId }).from(link)).map(({ fromId, toId }) => `${fromId} ${toId}`)

const listRebooked = async (db: Queryable): Promise<readonly string[]> =>
  (await db.select({ id: worklog.workItemId }).from(worklog).where(gt(worklog.updatedAt, worklog.createdAt))).map(
    ({ id }) => id,
  )

/** Items with hours that were booked in the last minute: the feed of Jira tells of them only after it. */
const listJustBooked = async (db: Queryable, at: Date): Promise<readonly string[]> =>
  (
    await db
      .select({ id: worklog.workItemId })
      .from(worklog)
      .where(
        and(
          gt(worklog.createdAt, new Date(at.getTime() - MINUTE_MS).toISOString()),
          lte(worklog.createdAt, at.toISOString()),
        ),
      )
  ).map(({ id }) => id)

/** Items with hours in the one database that the other does not have. */
async function listUnbooked(db: Queryable, elsewhere: Queryable): Promise<readonly string[]> {
  const known = new Set((await elsewhere.select({ id: worklog.id }).from(worklog)).map(({ id }) => id))
  const all = await db.select({ id: worklog.id, itemId: worklog.workItemId }).from(worklog)
  return all.filter(({ id }) => !known.has(id)).map(({ itemId }) => itemId)
}

const namelessOf = ({ name: _, initiative: __, initiativeId: ___, ...end }: LinkEnd): object => end

type Comparable = Awaited<ReturnType<typeof comparable>>

/** What the one says and the other does not, so that a failure shows the few facts that differ. */
function differences(found: Comparable, wanted: Comparable) {
  const write = (facts: Comparable) =>
    [...facts.items, ...facts.links, ...facts.trackers, ...facts.milestones].map(canonical)
  const [ours, theirs] = [new Set(write(found)), new Set(write(wanted))]
  return {
    missing: [...theirs].filter(fact => !ours.has(fact)),
    extra: [...ours].filter(fact => !theirs.has(fact)),
  }
}

export function testTimeTravel(instants: number, seed: number): void {
  describe('an instant of the past, asked about later', () => {
    test(
      `is what a first sync at that instant would have found (${instants} instants)`,
      async () => {
        const now = BEGINNING
        const random = seededRandom(seed)
        const lived = await createTestDatabase()
        let compared = 0
        let comparedLinks = 0
        try {
          await readTrackers(lived.db, now)
          for (let count = 0; count < instants; count += 1) {
            const at = new Date(
              now.getTime() - Math.round(random.between(1, DEMO_HISTORY_DAYS * 24 - 24) * (DAY_MS / 24)),
            )
            const fresh = await createTestDatabase()
            try {
              await readTrackers(fresh.db, now, at)
              for (const initiative of INITIATIVES) {
                // No tracker keeps what booked hours were before somebody corrected or deleted them.
                const rebooked = new Set([
                  ...(await listRebooked(lived.db)),
                  ...(await listUnbooked(fresh.db, lived.db)),
                  ...(await listJustBooked(lived.db, at)),
                ])
                const found = await comparable(
                  lived.db,
                  await loadPastFacts(lived.db, initiative, at.toISOString()),
                  rebooked,
                )
                // Nor can what was deleted or moved away before the first reading be known by it.
                const known = new Set(await listScopeIds(lived.db, initiative.id))
                const facts = await loadInitiativeFacts(fresh.db, initiative.id, at.toISOString())
                // Links that were removed before the first reading are named by no tracker's list of links.
                const linked = new Set(await listLinked(lived.db))
                const wanted = await comparable(
                  fresh.db,
                  facts,
                  rebooked,
                  id => !known.has(id),
                  (fromId, toId) => linked.has(`${fromId} ${toId}`),
                )
                comparedLinks += wanted.links.length
                expect(facts.items.length - wanted.items.length).toBeLessThan(10)
                const where = `${initiative.name} at ${at.toISOString()}`
                expect(differences(found, wanted), where).toEqual({ missing: [], extra: [] })
                if (wanted.items.length > 0) compared += 1
              }
            } finally {
              await fresh.drop()
            }
          }
          expect(compared).toBeGreaterThan(0)
          expect(comparedLinks).toBeGreaterThan(0)
        } finally {
          await lived.drop()
        }
      },
      60_000 * instants + 60_000,
    )
  })
}
