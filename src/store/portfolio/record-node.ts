import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** Notes what the node is now, in the transaction that changed it; nothing is written when that is what it was. */
export async function recordNode(db: Queryable, nodeId: string): Promise<void> {
  await queryRows(
    db,
    sql`
    with present as (
      select n.id, n.kind, n.name, n.parent_id, n.weight, n.owner, n.priority, n.milestones_from, n.created_at,
        coalesce((
          select jsonb_agg(jsonb_build_object('effect', r.effect, 'connectionId', r.connection_id, 'selector', r.selector,
            'value', r.value, 'project', r.project) order by r.effect, r.selector, r.value, r.id)
          from scope_rule r where r.initiative_id = n.id
        ), '[]') as scope,
        coalesce((
          select jsonb_agg(jsonb_build_object('connectionId', w.connection_id, 'weight', w.weight) order by w.connection_id)
          from tracker_weight w where w.initiative_id = n.id
        ), '[]') as tracker_weights
      from portfolio_node n where n.id = ${nodeId}
    ),
    same as (
      select 1 from portfolio_node_span s join present p on p.id = s.node_id
      where s.valid_to is null and (s.name, s.parent_id, s.weight, s.owner, s.priority, s.milestones_from, s.scope, s.tracker_weights)
        is not distinct from (p.name, p.parent_id, p.weight, p.owner, p.priority, p.milestones_from, p.scope, p.tracker_weights)
    ),
    ended as (
      update portfolio_node_span set valid_to = greatest(now(), valid_from)
      where node_id = ${nodeId} and valid_to is null and not exists (select 1 from same)
      returning valid_to
    )
    insert into portfolio_node_span
      (node_id, kind, name, parent_id, weight, owner, priority, milestones_from, created_at, scope, tracker_weights, valid_from)
    -- Reading "ended" here makes Postgres finish it first: a node has at most one open row.
    select p.*, greatest(now(), (select max(valid_to) from ended)) from present p where not exists (select 1 from same)`,
  )
}
