import { type SQL, sql } from 'drizzle-orm'
import type { Interval } from '../../portfolio/scope/interval.ts'
import { type ItemLife, LIFE_STATES } from '../../portfolio/scope/item-life.ts'
import { type Queryable, queryRows } from '../database.ts'
import { epochMs } from '../instant.ts'
import type { PresentItem } from '../scope/present-items.ts'

interface Times {
  readonly id: string
  readonly fromMs: number
  readonly toMs: number | null
}

type Item = Omit<ItemLife, 'stays' | 'elsewhere' | 'states' | 'estimates'>

/**
 * What each item that is or was in the initiative's scope at `at` or before went through until then. Of the items in scope
 * then that are given, nothing is asked again.
 */
export async function listItemLives(
  db: Queryable,
  initiativeId: string,
  at: string,
  given: readonly PresentItem[] = [],
): Promise<readonly ItemLife[]> {
  const member = sql`
    select distinct work_item_id as id from initiative_item
    where initiative_id = ${initiativeId} and valid_from <= ${at}::timestamptz`
  const gone = sql`
    select work_item_id as id from initiative_item where initiative_id = ${initiativeId} and valid_from <= ${at}::timestamptz
    group by work_item_id having bool_and(valid_to is not null and valid_to <= ${at}::timestamptz)`
  const isGiven = sql`i.initiative_id = ${initiativeId} and (i.valid_to is null or i.valid_to > ${at}::timestamptz)`
  const asked = given.length === 0 ? member : gone
  const [items, stays, spans] = await Promise.all([
    listItems(db, asked),
    // Few stays have ended, and of the items in scope no other is open: so they need not be looked up one by one.
    given.length === 0
      ? listStays(db, at, sql`member m join initiative_item i on i.work_item_id = m.id`, member)
      : listStays(
          db,
          at,
          sql`(
            select i.* from initiative_item i
            where i.valid_to is not null and i.work_item_id in (select id from member) and not (${isGiven})
            union all
            select i.* from (${gone}) m join initiative_item i on i.work_item_id = m.id where i.valid_to is null
          ) i`,
          member,
        ),
    listSpans(db, at, asked),
  ])
  const lives = new Map<string, Life>()
  for (const item of given) {
    const life = beginLife(item, Date.parse(item.createdAt))
    lives.set(item.id, life)
    for (const { field, fromMs, toMs, value } of item.past) addSpan(life, field, { fromMs, toMs }, value)
  }
  for (const item of items) lives.set(item.id, beginLife(item, item.createdMs))
  for (const row of stays) {
    const life = lives.get(row.id)
    if (row.initiativeId === initiativeId) life?.stays.push(intervalOf(row))
    else life?.elsewhere.push({ ...intervalOf(row), initiativeId: row.initiativeId })
  }
  // Where the items in scope are given, so is since when they are.
  for (const { id, inScopeSince } of given) {
    lives.get(id)?.stays.push({ fromMs: Date.parse(inScopeSince), toMs: Number.POSITIVE_INFINITY })
  }
  for (const row of spans) {
    const life = lives.get(row.id)
    if (life !== undefined) addSpan(life, row.field, intervalOf(row), row.value)
  }
  const all = [...lives.values()]
  // Those that are given are in this order.
  return items.length === 0 ? all : all.sort((left, right) => (left.id < right.id ? -1 : 1))
}

const listItems = (db: Queryable, asked: SQL) =>
  queryRows<Item>(
    db,
    sql`
    select w.id, w.key, w.title, w.connection_id as "connectionId", w.kind, w.level, w.parent_id as "parentId",
      ${epochMs(sql`w.created_at`)} as "createdMs", w.estimate_unit as "estimateUnit"
    from (${asked}) m join work_item w on w.id = m.id`,
  )

const listStays = (db: Queryable, at: string, rows: SQL, member: SQL) =>
  queryRows<Times & { readonly initiativeId: string }>(
    db,
    sql`
    with member as materialized (${member})
    select i.work_item_id as id, i.initiative_id as "initiativeId", ${times(at, sql`i.valid_from`, sql`i.valid_to`)}
    from ${rows} where i.valid_from <= ${at}::timestamptz order by i.valid_from`,
  )

const listSpans = (db: Queryable, at: string, asked: SQL) => {
  const states = sql.join(
    LIFE_STATES.map(state => sql`${state}`),
    sql`, `,
  )
  return queryRows<Times & { readonly field: 'state' | 'estimate'; readonly value: string }>(
    db,
    sql`
    with asked as materialized (${asked})
    select s.subject_id as id, s.field, s.value, ${times(at, sql`s.valid_from`, sql`s.valid_to`)}
    from asked m join span s on s.subject_id = m.id and s.field in ('state', 'estimate')
      and s.value is not null and (s.field = 'estimate' or s.value in (${states}))
    where s.valid_from <= ${at}::timestamptz and (s.valid_to is null or s.valid_to > s.valid_from)
    order by s.valid_from, s.entry_order`,
  )
}

const times = (at: string, from: SQL, to: SQL): SQL => sql`
    ${epochMs(from)} as "fromMs", ${epochMs(sql`case when ${to} <= ${at}::timestamptz then ${to} end`)} as "toMs"`

function addSpan(life: Life, field: string, { fromMs, toMs }: Interval, value: string): void {
  if (field === 'estimate') life.estimates.push({ fromMs, toMs, value: readNumber(value) })
  const state = LIFE_STATES.find(each => each === value)
  if (field === 'state' && state !== undefined) life.states.push({ fromMs, toMs, state })
}

/** Property by property: thousands are made, and a copy with more of them takes several times as long. */
function beginLife(item: Omit<Item, 'createdMs'>, createdMs: number): Life {
  return {
    id: item.id,
    key: item.key,
    title: item.title,
    connectionId: item.connectionId,
    kind: item.kind,
    level: item.level,
    parentId: item.parentId,
    createdMs,
    estimateUnit: item.estimateUnit,
    stays: [],
    elsewhere: [],
    states: [],
    estimates: [],
  }
}

interface Life extends Item {
  readonly stays: Interval[]
  readonly elsewhere: ItemLife['elsewhere'][number][]
  readonly states: ItemLife['states'][number][]
  readonly estimates: ItemLife['estimates'][number][]
}

/** Spans hold text: what is no number was no estimate. */
const readNumber = (text: string): number | null => {
  const value = text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

const intervalOf = ({ fromMs, toMs }: Times): Interval => ({ fromMs, toMs: toMs ?? Number.POSITIVE_INFINITY })
