import { type SQL, sql } from 'drizzle-orm'
import type { ScopeItem } from '../../portfolio/initiative.ts'
import type { Interval } from '../../portfolio/scope/interval.ts'
import { type ItemLife, LIFE_STATES, type LifeState } from '../../portfolio/scope/item-life.ts'
import { type Queryable, queryRows } from '../database.ts'
import { epochMs } from '../instant.ts'

interface Times {
  readonly id: string
  readonly fromMs: number
  readonly toMs: number | null
}

type Item = Omit<ItemLife, 'stays' | 'elsewhere' | 'states' | 'estimates'>

/**
 * What each item that is or was in the initiative's scope at `at` or before went through until then. Of the items in scope
 * then that are given, what they are is not asked again.
 */
export async function listItemLives(
  db: Queryable,
  initiativeId: string,
  at: string,
  given: readonly ScopeItem[] = [],
): Promise<readonly ItemLife[]> {
  const member = sql`
    with member as materialized (
      select distinct work_item_id as id from initiative_item
      where initiative_id = ${initiativeId} and valid_from <= ${at}::timestamptz
    )`
  const times = (from: SQL, to: SQL): SQL => sql`
    ${epochMs(from)} as "fromMs", ${epochMs(sql`case when ${to} <= ${at}::timestamptz then ${to} end`)} as "toMs"`
  const gone = sql`(
    select work_item_id as id from initiative_item where initiative_id = ${initiativeId} and valid_from <= ${at}::timestamptz
    group by work_item_id having bool_and(valid_to is not null and valid_to <= ${at}::timestamptz))`
  const stateList = sql.join(
    LIFE_STATES.map(state => sql`${state}`),
    sql`, `,
  )
  // Where the items in scope are given, so is since when they are.
  const isGiven =
    given.length === 0
      ? sql`false`
      : sql`i.initiative_id = ${initiativeId} and (i.valid_to is null or i.valid_to > ${at}::timestamptz)`
  const [items, stays, spans] = await Promise.all([
    queryRows<Item>(
      db,
      sql`${member}
      select w.id, w.key, w.title, w.connection_id as "connectionId", w.kind, w.level, w.parent_id as "parentId",
        ${epochMs(sql`w.created_at`)} as "createdMs", w.estimate_unit as "estimateUnit"
      from ${given.length === 0 ? sql`member` : gone} m join work_item w on w.id = m.id`,
    ),
    queryRows<Times & { readonly initiativeId: string }>(
      db,
      sql`${member}
      select i.work_item_id as id, i.initiative_id as "initiativeId", ${times(sql`i.valid_from`, sql`i.valid_to`)}
      from member m join initiative_item i on i.work_item_id = m.id
      where i.valid_from <= ${at}::timestamptz and not (${isGiven}) order by i.valid_from`,
    ),
    queryRows<Times & { readonly state: LifeState | null; readonly estimate: string | null }>(
      db,
      sql`${member}
      select s.subject_id as id, case when s.field = 'state' then s.value end as state,
        case when s.field = 'estimate' then s.value end as estimate, ${times(sql`s.valid_from`, sql`s.valid_to`)}
      from member m join span s on s.subject_id = m.id and s.field in ('state', 'estimate')
        and s.value is not null and (s.field = 'estimate' or s.value in (${stateList}))
      where s.valid_from <= ${at}::timestamptz and (s.valid_to is null or s.valid_to > s.valid_from)
      order by s.valid_from, s.entry_order`,
    ),
  ])
  const lives = new Map<string, Life>()
  for (const item of given) lives.set(item.id, beginLife(item, Date.parse(item.createdAt)))
  for (const item of items) lives.set(item.id, beginLife(item, item.createdMs))
  for (const row of stays) {
    const life = lives.get(row.id)
    if (row.initiativeId === initiativeId) life?.stays.push(intervalOf(row))
    else life?.elsewhere.push({ ...intervalOf(row), initiativeId: row.initiativeId })
  }
  for (const { id, inScopeSince } of given) {
    lives.get(id)?.stays.push({ fromMs: Date.parse(inScopeSince), toMs: Number.POSITIVE_INFINITY })
  }
  for (const { id, fromMs, toMs, state, estimate } of spans) {
    const life = lives.get(id)
    if (life === undefined) continue
    const until = toMs ?? Number.POSITIVE_INFINITY
    if (state !== null) life.states.push({ fromMs, toMs: until, state })
    if (estimate !== null) life.estimates.push({ fromMs, toMs: until, value: readNumber(estimate) })
  }
  const all = [...lives.values()]
  // Those that are given are in this order.
  return items.length === 0 ? all : all.sort((left, right) => (left.id < right.id ? -1 : 1))
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
