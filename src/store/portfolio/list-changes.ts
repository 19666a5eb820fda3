import { type SQL, sql } from 'drizzle-orm'
import { type ChangeKind, type Difference, nameChange } from '../../portfolio/portfolio-change.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { spanBefore } from '../scope/find-scope-events.ts'
import { type EventSource, findOut, locateEvents } from '../scope/scope-events.ts'

export interface ListedChange {
  readonly kind: ChangeKind
  readonly at: string
  readonly initiativeId: string
  readonly from: string | null
  readonly to: string | null
  readonly itemId: string | null
  readonly milestoneId: string | null
  /** Key of the item; null for a milestone or a colour. */
  readonly key: string | null
  readonly name: string
  /** At the tracker. */
  readonly url: string | null
  /** Null: it was changed here. */
  readonly connectionId: string | null
  readonly personId: string | null
  /** Null where nobody said who. */
  readonly personName: string | null
}

type Row = Omit<ListedChange, 'kind'> & {
  readonly of: Difference['of'] | null
  readonly sortedAt: string
  readonly sortedBy: string
}

export interface Window {
  /** Changes at this instant are not among them. */
  readonly from: string
  readonly to: string
}

/**
 * What changed in these initiatives between two instants, in the order of time. Of each source each initiative gives one page
 * at most, walked by an index, so that neither the length of the history nor the size of the window matters, nor who else
 * there is.
 */
export async function listChanges(
  db: Queryable,
  initiativeIds: readonly string[],
  { from, to }: Window,
  page: PageRequest,
): Promise<Page<ListedChange>> {
  const [afterAt = from, afterKey = ''] = page.after ?? []
  const begin = page.after === null ? sql`> ${from}::timestamptz` : sql`>= ${afterAt}::timestamptz`
  const walk: Walk = {
    from,
    to,
    initiativeIds,
    events: await locateEvents(db, initiativeIds),
    during: at => sql`${at} ${begin} and ${at} <= ${to}::timestamptz`,
    cut: sql`
      ${page.after === null ? sql`` : sql`where (c.at, c.key) > (${afterAt}::timestamptz, ${afterKey})`}
      order by c.at, c.key limit ${page.limit + 1}`,
  }
  const sources = [
    keptChanges(walk),
    foundChanges(walk),
    joined(walk),
    left(walk),
    dateMoves(walk),
    colourChanges(walk),
  ]
  const rows = await queryRows<Row>(
    db,
    sql`
    with change as (${sql.join(
      sources.filter(source => source !== null),
      sql` union all `,
    )}),
    page as (select * from change c order by c.at, c.key limit ${page.limit + 1})
    select coalesce(c.of, s.field) as of, c.at::text as "sortedAt", c.key as "sortedBy", c.initiative_id as "initiativeId",
      coalesce(c.from_value, b.value) as "from", coalesce(c.to_value, s.value) as "to", c.item_id as "itemId",
      c.milestone_id as "milestoneId", w.key, coalesce(w.title, m.name, n.name, '') as name, w.url,
      coalesce(w.connection_id, m.connection_id) as "connectionId", p.id as "personId", p.name as "personName"
    from page c
    left join span s on s.id = c.span_id
    left join lateral (${spanBefore(sql`s`)}) b on true
    left join work_item w on w.id = c.item_id
    left join milestone m on m.id = c.milestone_id
    left join portfolio_node n on n.id = c.initiative_id
    -- An item that was in scope from its beginning was added by who reported it.
    left join person_identity p on p.id = case
      when c.of = 'joined' then case when w.created_at = c.at then w.reporter_id end
      else coalesce(c.person_id, s.author_id) end
    order by c.at, c.key`,
  )
  const { items, next } = cutPage(rows, page.limit, row => [row.sortedAt, row.sortedBy], read)
  return { items: items.filter(item => item !== null), next }
}

/** Null when what it was about is gone since it was noted, or is just being read anew. */
function read({ sortedAt, sortedBy: _, of, ...row }: Row): ListedChange | null {
  if (of === null || (of === 'joined' && row.key === null)) return null
  const kind = nameChange({ ...row, of })
  return kind === null ? null : { ...row, kind, at: toInstant(sortedAt) }
}

interface Walk extends Window {
  readonly initiativeIds: readonly string[]
  readonly events: EventSource
  readonly during: (at: SQL) => SQL
  readonly cut: SQL
}

/** A page of each initiative's changes; in them, i.id is the initiative. */
const pageOfEach = (initiativeIds: readonly string[], changes: SQL, { cut }: Walk): SQL => sql`
  (select p.* from (${idList(initiativeIds)}) i cross join lateral (select c.* from (${changes}) c ${cut}) p)`

/** States and estimates: what they became, and from what, is in their spans. */
const ofSpans = (events: SQL): SQL => sql`
  select null as of, e.since as at, 's' || e.span_id as key, e.initiative_id, null as from_value, null as to_value,
    e.work_item_id as item_id, e.span_id, null::uuid as milestone_id, null::uuid as person_id
  from (${events}) e`

const keptChanges = (walk: Walk): SQL =>
  pageOfEach(
    walk.events.kept,
    ofSpans(sql`
      select since, initiative_id, work_item_id, span_id from scope_event
      where initiative_id = i.id and kind = 'changed' and reach = 0 and ${walk.during(sql`since`)}`),
    walk,
  )

const foundChanges = ({ events, during, cut }: Walk): SQL | null =>
  events.others.length === 0
    ? null
    : sql`
      (select c.* from (${ofSpans(sql`select * from (${findOut(events.others, 'changed')}) f where ${during(sql`f.since`)}`)}) c ${cut})`

const joined = (walk: Walk): SQL =>
  pageOfEach(
    walk.initiativeIds,
    sql`
    select 'joined', m.valid_from as at, 'j' || m.work_item_id as key, m.initiative_id, null, null, m.work_item_id,
      null::bigint, null::uuid, null::uuid
    from initiative_item m
    where m.initiative_id = i.id and ${walk.during(sql`m.valid_from`)} and (m.valid_to is null or m.valid_to > m.valid_from)`,
    walk,
  )

const left = (walk: Walk): SQL =>
  pageOfEach(
    walk.initiativeIds,
    sql`
    select 'left', m.valid_to as at, 'l' || m.work_item_id as key, m.initiative_id, null, null, m.work_item_id,
      null::bigint, null::uuid, null::uuid
    from initiative_item m
    where m.initiative_id = i.id and ${walk.during(sql`m.valid_to`)} and m.valid_to > m.valid_from`,
    walk,
  )

const dateMoves = (walk: Walk): SQL =>
  pageOfEach(
    walk.initiativeIds,
    sql`
    select 'milestone', d.changed_at as at, 'm' || d.id as key, m.initiative_id, d.from_day::text, d.to_day::text, null::uuid,
      null::bigint, m.id, d.person_id
    from milestone m join milestone_date_change d on d.milestone_id = m.id
    where m.initiative_id = i.id and ${walk.during(sql`d.changed_at`)}`,
    walk,
  )

const colourChanges = (walk: Walk): SQL =>
  pageOfEach(
    walk.initiativeIds,
    sql`
    select 'health', a.status_at as at, 'h' || a.id as key, i.id, a.before, a.colour, null::uuid, null::bigint, null::uuid,
      null::uuid
    from (
      select id, status_at, colour, lag(colour) over (order by status_at, id) as before from assessment
      where initiative_id = i.id and status_at >= coalesce((
        select max(status_at) from assessment where initiative_id = i.id and status_at <= ${walk.from}::timestamptz
      ), '-infinity') and status_at <= ${walk.to}::timestamptz
    ) a
    where ${walk.during(sql`a.status_at`)} and a.before <> a.colour`,
    walk,
  )
