import { type SQL, sql } from 'drizzle-orm'
import {
  DEFAULT_MILESTONE_RULES,
  type MilestoneRule,
  type RuleSource,
} from '../../portfolio/milestone/milestone-rule.ts'
import { type Queryable, queryRows } from '../database.ts'

/**
 * What the trackers' milestones of an initiative come from: as the nearest node says, from itself up to its portfolio. Of a
 * past instant by the tree of then; before the initiative was set up, by that of today.
 */
export async function loadMilestoneRules(
  db: Queryable,
  initiativeId: string,
  asOf?: string,
): Promise<readonly MilestoneRule[]> {
  const then =
    asOf === undefined
      ? sql`false`
      : sql`s.valid_from <= ${asOf}::timestamptz and (s.valid_to is null or s.valid_to > ${asOf}::timestamptz)`
  const rows = await queryRows<{ rules: readonly MilestoneRule[] }>(
    db,
    sql`
    with recursive node as (
      select s.node_id as id, s.parent_id, s.milestones_from, true as is_past from portfolio_node_span s where ${then}
      union all
      select n.id, n.parent_id, n.milestones_from, false from portfolio_node n
    ),
    up(id, parent_id, rules, is_past, distance) as (
      (select id, parent_id, milestones_from, is_past, 0 from node where id = ${initiativeId} order by is_past desc limit 1)
      union all
      select n.id, n.parent_id, n.milestones_from, n.is_past, up.distance + 1
      from up join node n on n.id = up.parent_id and n.is_past = up.is_past where up.rules is null
    )
    select rules from up where rules is not null`,
  )
  return rows[0]?.rules ?? DEFAULT_MILESTONE_RULES
}

/** Whether a subject of that source, with these names, is a milestone. */
export function fitsRules(rules: readonly MilestoneRule[], source: RuleSource, names: readonly SQL[]): SQL {
  const conditions = rules
    .filter(rule => rule.source === source)
    .map(({ name }) => (name === null ? sql`true` : anyLike(names, toPattern(name))))
  return conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`
}

const anyLike = (names: readonly SQL[], pattern: string): SQL =>
  sql.join(
    names.map(name => sql`coalesce(${name} ilike ${pattern}, false)`),
    sql` or `,
  )

const toPattern = (name: string): string =>
  name
    .trim()
    .replaceAll(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
