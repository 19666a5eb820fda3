import { randomUUID } from 'node:crypto'
import { connection, mapping, mappingProposal, scope } from '../../drizzle/schema/connection.ts'
import { portfolioNode } from '../../drizzle/schema/portfolio.ts'
import { syncCursor } from '../../drizzle/schema/sync.ts'
import { personIdentity, project, release, span, workItem, worklog } from '../../drizzle/schema/work.ts'
import type { Queryable } from '../../src/store/database.ts'
import { recordId } from '../../src/work/record-id.ts'
import type { PlanningField } from '../../src/work/work-item.ts'

/** Rows as a sync would leave them; a test states only what it is about. */

const read = { revision: 1, revisionDetail: 0, readTicket: 1, readQuality: 1 }

export async function seedConnection(db: Queryable, name: string, kind = 'jira'): Promise<string> {
  const id = randomUUID()
  await db.insert(connection).values({
    id,
    name,
    kind,
    settings: { baseUrl: 'https://tracker.example' },
    sealedCredentials: 'x',
    sealedWebhookSecret: 'x',
  })
  return id
}

export async function seedCompleteSync(db: Queryable, connectionId: string, completeAt: string): Promise<void> {
  const key = { connectionId, externalId: 'site' }
  await db.insert(scope).values({ ...key, name: 'site', streams: ['work_items'] })
  await db
    .insert(syncCursor)
    .values({ connectionId, scopeExternalId: 'site', stream: 'work_items', cursor: 'c', completeAt })
}

export async function seedProject(db: Queryable, connectionId: string, key: string, name = key): Promise<string> {
  const id = recordId(connectionId, 'project', key)
  await db.insert(project).values({ id, connectionId, externalId: key, key, name, archived: false, ...read })
  return id
}

export async function seedPerson(
  db: Queryable,
  connectionId: string,
  name: string,
  values: Partial<typeof personIdentity.$inferInsert> = {},
): Promise<string> {
  const externalId = values.externalId ?? name
  const id = recordId(connectionId, 'person', externalId)
  await db
    .insert(personIdentity)
    .values({ id, connectionId, externalId, name, kind: 'human', active: true, ...read, ...values })
  return id
}

export async function seedItem(
  db: Queryable,
  connectionId: string,
  projectId: string,
  key: string,
  values: Partial<typeof workItem.$inferInsert> = {},
): Promise<string> {
  const id = recordId(connectionId, 'work_item', key)
  await db.insert(workItem).values({
    id,
    connectionId,
    externalId: `x${key}`,
    key,
    url: `https://tracker.example/${key}`,
    title: `Item ${key}`,
    projectId,
    typeExternalId: '1',
    kind: 'story',
    level: 0,
    statusExternalId: '1',
    state: 'todo',
    labels: [],
    components: [],
    createdAt: '2026-01-05T09:00:00Z',
    updatedAt: '2026-02-01T09:00:00Z',
    fields: {},
    ...read,
    ...values,
  })
  return id
}

export async function seedRelease(
  db: Queryable,
  connectionId: string,
  projectId: string,
  name: string,
  values: Partial<typeof release.$inferInsert> = {},
): Promise<string> {
  const id = recordId(connectionId, 'release', name)
  await db.insert(release).values({
    id,
    connectionId,
    externalId: name,
    projectId,
    name,
    released: false,
    archived: false,
    ...read,
    ...values,
  })
  return id
}

export interface SeedSpan {
  readonly from: string
  readonly value: string | null
  readonly by?: string
}

/** The values a field had, one after the other; each ends where the next begins. */
export async function seedSpans(
  db: Queryable,
  connectionId: string,
  subjectId: string,
  field: PlanningField,
  values: readonly SeedSpan[],
): Promise<void> {
  await db.insert(span).values(
    values.map(({ from, value, by }, index) => ({
      subjectId,
      connectionId,
      field,
      value,
      raw: null,
      validFrom: from,
      validTo: values[index + 1]?.from ?? null,
      authorId: by ?? null,
      order: index,
      origin: 'observed' as const,
    })),
  )
}

export async function seedWorklog(
  db: Queryable,
  connectionId: string,
  workItemId: string,
  startedAt: string,
  hours: number,
  authorId: string | null = null,
): Promise<void> {
  const externalId = randomUUID()
  await db.insert(worklog).values({
    id: recordId(connectionId, 'worklog', externalId),
    connectionId,
    externalId,
    workItemId,
    authorId,
    day: startedAt.slice(0, 10),
    startedAt,
    createdAt: startedAt,
    updatedAt: startedAt,
    seconds: Math.round(hours * 3600),
    inferred: false,
    ...read,
  })
}

export async function seedInitiative(db: Queryable, name: string, priority = 0): Promise<string> {
  const [row] = await db
    .insert(portfolioNode)
    .values({ kind: 'initiative', name, priority })
    .returning({ id: portfolioNode.id })
  if (row === undefined) throw new Error('no row')
  return row.id
}

/** A word of the tracker; by default one that nothing is proposed for. */
export async function seedWord(
  db: Queryable,
  connectionId: string,
  subject: (typeof mapping.$inferInsert)['subject'],
  externalId: string,
  values: Partial<typeof mapping.$inferInsert> = {},
): Promise<void> {
  const row = { connectionId, subject, externalId, name: externalId, ...values }
  await db.insert(mapping).values(row)
  const { projectId = '', confidence = 0, reason = '' } = row
  await db.insert(mappingProposal).values({ ...row, projectId, confidence, reason, proposer: externalId })
}
