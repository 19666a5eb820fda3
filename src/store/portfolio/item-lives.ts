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
  const spansOf = (field: string, condition: SQL): SQL => sql`${member}
    select s.subject_id as id, s.value, ${times(sql`s.valid_from`, sql`s.valid_to`)}
    from member m join span s on s.subject_id = m.id and s.field = ${field}
    where s.valid_from <= ${at}::timestamptz and (s.valid_to is null or s.valid_to > s.valid_from) ${condition}
    order by s.valid_from, s.entry_order`
  const gone = sql`(
    select work_item_id as id from initiative_item where initiative_id = ${initiativeId} and valid_from <= ${at}::timestamptz
    group by work_item_id having bool_and(valid_to is not null and valid_to <= ${at}::timestamptz))`
  const stateList = sql.join(
    LIFE_STATES.map(state => sql`${state}`),
    sql`, `,
  )
  const [items, stays, states, estimates] = await Promise.all([
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
      where i.valid_from <= ${at}::timestamptz order by i.valid_from`,
    ),
    queryRows<Times & { readonly value: LifeState }>(db, spansOf('state', sql`and s.value in (${stateList})`)),
    queryRows<Times & { readonly value: string }>(db, spansOf('estimate', sql`and s.value is not null`)),
  ])
  const lives = new Map<string, Life>()
  const known = [...given.map(readItem), ...items].toSorted((left, right) => (left.id < right.id ? -1 : 1))
  for (const item of known) lives.set(item.id, { ...item, stays: [], elsewhere: [], states: [], estimates: [] })
  for (const row of stays) {
    const life = lives.get(row.id)
    if (row.initiativeId === initiativeId) life?.stays.push(intervalOf(row))
    else life?.elsewhere.push({ ...intervalOf(row), initiativeId: row.initiativeId })
  }
  for (const row of states) lives.get(row.id)?.states.push({ ...intervalOf(row), state: row.value })
  for (const row of estimates) {
    lives.get(row.id)?.estimates.push({ ...intervalOf(row), value: readNumber(row.value) })
  }
  return [...lives.values()]
}

const readItem = (item: ScopeItem): Item => ({
  id: item.id,
  key: item.key,
  title: item.title,
  connectionId: item.connectionId,
  kind: item.kind,
  level: item.level,
  parentId: item.parentId,
  createdMs: Date.parse(item.createdAt),
  estimateUnit: item.estimateUnit,
})

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
