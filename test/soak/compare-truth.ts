import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { listSpans } from '../../src/store/records/spans.ts'
import type { RecordKind } from '../../src/work/raw-record.ts'
import { recordId } from '../../src/work/record-id.ts'
import type { Span } from '../../src/work/work-item.ts'
import type { History, Row, Truth } from './truth.ts'

export interface Differences {
  readonly missing: readonly string[]
  readonly extra: readonly string[]
  readonly stale: readonly string[]
  readonly wrongIntervals: readonly string[]
}

const MOST_SHOWN = 8

/** For a person; null when there is no difference at all. */
export function describeDifferences(differences: Differences): string | null {
  const kinds = Object.entries(differences).filter(([, list]: [string, readonly string[]]) => list.length > 0)
  if (kinds.length === 0) return null
  return kinds
    .map(([kind, list]: [string, readonly string[]]) =>
      [`${list.length} ${kind}:`, ...list.slice(0, MOST_SHOWN)].join('\n    '),
    )
    .join('\n  ')
}

/** Fields that name another record; what is compared is our id of it. */
const REFERENCES: Readonly<Record<string, RecordKind>> = {
  project: 'project',
  parent: 'work_item',
  assignee: 'person',
  reporter: 'person',
  author: 'person',
  iteration: 'iteration',
  release: 'release',
  workItem: 'work_item',
  from: 'work_item',
  to: 'work_item',
}

/** Compares the normalized store with what is true, now and at every instant at which either of them says that something changed. */
export async function compareWithTruth(db: Queryable, connectionId: string, truth: Truth): Promise<Differences> {
  const found = await readStore(db, connectionId)
  const missing: string[] = []
  const extra: string[] = []
  const stale: string[] = []
  const secretive = new Set([...truth.secretive].map(id => recordId(connectionId, 'work_item', id)))
  const isSecret = (row: Row | undefined): boolean => row !== undefined && secretive.has(String(row.workItem))
  const toOurs = (field: string, value: Row[string]): Row[string] => {
    const kind = REFERENCES[field]
    return kind === undefined || typeof value !== 'string' ? value : recordId(connectionId, kind, value)
  }
  for (const [table, rows] of Object.entries(found.tables)) {
    const expected = truth[table as keyof typeof found.tables]
    for (const [id, row] of expected) {
      if (truth.secretive.has(String(row.workItem))) continue
      const ours = rows.get(id)
      if (ours === undefined) {
        if (!truth.optional.has(`${table} ${id}`)) missing.push(`${table} ${id}`)
        continue
      }
      for (const [field, value] of Object.entries(row)) {
        const wanted = toOurs(field, value)
        if (JSON.stringify(ours[field]) !== JSON.stringify(wanted))
          stale.push(
            `${table} ${id} ${field}: ${JSON.stringify(ours[field])} instead of ${JSON.stringify(wanted)} (${value})`,
          )
      }
    }
    for (const [id, row] of rows) if (!expected.has(id) && !isSecret(row)) extra.push(`${table} ${id}`)
  }
  for (const [id, name] of found.people) {
    if (truth.people.get(id) !== name) stale.push(`person ${id}: ${name} instead of ${truth.people.get(id)}`)
  }
  return { missing, extra, stale, wrongIntervals: await compareHistories(db, connectionId, truth) }
}

type Tables = Pick<Truth, 'projects' | 'iterations' | 'releases' | 'workItems' | 'worklogs' | 'links'>

async function readStore(
  db: Queryable,
  connectionId: string,
): Promise<{ readonly tables: Tables; readonly people: ReadonlyMap<string, string> }> {
  const read = async (statement: ReturnType<typeof sql>): Promise<ReadonlyMap<string, Row>> =>
    new Map((await queryRows<Row & { readonly id: string }>(db, statement)).map(row => [row.id, row]))
  const visible = sql`connection_id = ${connectionId} and visibility = 'visible'`
  const people = await queryRows<{ readonly external_id: string; readonly name: string }>(
    db,
    sql`select external_id, name from person_identity where connection_id = ${connectionId}`,
  )
  return {
    people: new Map(people.map(({ external_id, name }) => [external_id, name])),
    tables: {
      projects: await read(sql`select external_id as id, name from project where ${visible} and not archived`),
      iterations: await read(sql`
        select external_id as id, name, state, start_day as "startDay", end_day as "endDay",
          to_char(completed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "completedAt", project_id as project
        from iteration where ${visible}`),
      releases: await read(sql`
        select external_id as id, name, target_day as "targetDay", released, project_id as project from release where ${visible}`),
      workItems: await read(sql`
        select i.external_id as id, i.key, i.title, i.project_id as project, i.status_external_id as status,
          i.type_external_id as type, p.id as parent, i.assignee_id as assignee, i.reporter_id as reporter, i.labels,
          i.target_day as "targetDay", i.estimate, i.completed_hours as "completedHours",
          i.remaining_hours as "remainingHours", i.area
        from work_item i left join work_item p on p.id = i.parent_id and p.visibility = 'visible'
        where i.connection_id = ${connectionId} and i.visibility = 'visible'`),
      worklogs: await read(sql`
        select l.external_id as id, l.work_item_id as "workItem", l.author_id as author, l.seconds, l.day
        from worklog l join work_item w on w.id = l.work_item_id and w.visibility = 'visible'
        where l.connection_id = ${connectionId} and l.visibility = 'visible'`),
      links: await read(sql`
        select l.external_id as id, l.from_id as "from", l.to_id as "to" from link l
        join work_item a on a.id = l.from_id and a.visibility = 'visible'
        join work_item b on b.id = l.to_id and b.visibility = 'visible'
        where l.connection_id = ${connectionId} and l.active and l.meaning is distinct from 'parent'`),
    },
  }
}

async function compareHistories(db: Queryable, connectionId: string, truth: Truth): Promise<readonly string[]> {
  const shown = truth.histories
    .filter(({ kind, externalId }) => (kind === 'work_item' ? truth.workItems : truth.releases).has(externalId))
    .filter(({ externalId }) => !truth.secretive.has(externalId))
  const ids = [...new Set(shown.map(({ kind, externalId }) => recordId(connectionId, kind, externalId)))]
  const stored = await listSpans(db, ids)
  const isThere = new Set([...truth.workItems.keys()].map(id => recordId(connectionId, 'work_item', id)))
  return shown.flatMap(history => {
    const spans = (stored.get(recordId(connectionId, history.kind, history.externalId)) ?? []).filter(
      ({ field }) => field === history.field,
    )
    return compareHistory(history, spans, connectionId, truth.sinceMs, isThere)
  })
}

function compareHistory(
  { kind, externalId, field, values }: History,
  spans: readonly Span[],
  connectionId: string,
  sinceMs: number,
  isThere: ReadonlySet<string>,
): readonly string[] {
  const first = values[0]
  if (first === undefined) return []
  const reference = REFERENCES[field]
  const translate = (value: string): string =>
    reference === undefined ? value : recordId(connectionId, reference, value)
  // What happens to the children of a parent that goes away, no tracker writes down.
  const isKept = (value: string): boolean => field !== 'parent' || isThere.has(value)
  const fromMs = Math.max(sinceMs, first.atMs)
  const bounds = spans.flatMap(({ validFrom, validTo }) => [validFrom, validTo ?? validFrom]).map(at => Date.parse(at))
  const instants = [...new Set([fromMs, ...values.map(({ atMs }) => atMs), ...bounds])].filter(ms => ms >= fromMs)
  const wrong: string[] = []
  for (const atMs of instants.sort((a, b) => a - b)) {
    const expected = (values.findLast(each => each.atMs <= atMs)?.value ?? []).map(translate).filter(isKept).sort()
    const ours = valuesAt(spans, atMs).filter(isKept)
    if (expected.join() === ours.join()) continue
    wrong.push(
      `${kind} ${externalId} ${field} at ${new Date(atMs).toISOString()}: [${ours}] instead of [${expected}]; ` +
        `truth ${JSON.stringify(values)}`,
    )
    break
  }
  return wrong
}

/** The tracker's own word where the value is a meaning of it. */
function valuesAt(spans: readonly Span[], atMs: number): readonly string[] {
  const then = spans.filter(
    ({ validFrom, validTo }) => Date.parse(validFrom) <= atMs && (validTo === null || atMs < Date.parse(validTo)),
  )
  const values = then.flatMap(({ field, value, raw }) => {
    const said = field === 'state' ? raw : value
    return said === null ? [] : [said]
  })
  return values.sort()
}
