import type pg from 'pg'
import type { Sealer } from '../../../src/store/access/sealed.ts'
import { fillStore } from '../rollup/fill.ts'

/** How large the portfolio is that is looked at. */
export interface PortfolioSize {
  readonly initiatives: number
  readonly itemsEach: number
  /** Of the first initiative. */
  readonly mostItems: number
}

export const PROGRAMS = 10
const DAYS = 84

/** One portfolio of programs and initiatives over both trackers; the first initiative has many items. */
export async function fillPortfolio(client: pg.Client, size: PortfolioSize, seal: Sealer): Promise<void> {
  const { initiatives, itemsEach, mostItems } = size
  // The large initiative gets its items from those that come after the last.
  const projects = initiatives + Math.ceil(mostItems / itemsEach) - 1
  const items = projects * itemsEach
  await fillStore(client, { items, changes: items * 3, worklogs: items, projects, portfolios: 1, days: DAYS }, seal)
  const initiative = (number: string): string => `md5('initiative ' || (${number}))::uuid`
  const beyond = `select ${initiative('n')} from generate_series(${initiatives}, ${projects - 1}) n`
  const steps: readonly string[] = [
    `update initiative_item set initiative_id = ${initiative('0')} where initiative_id in (${beyond})`,
    `update scope_rule set initiative_id = ${initiative('0')} where initiative_id in (${beyond})`,
    `delete from portfolio_node where id in (${beyond})`,
    `insert into portfolio_node (id, kind, name, parent_id)
     select md5('program ' || n)::uuid, 'program', 'Program ' || n, (select id from portfolio_node where kind = 'portfolio')
     from generate_series(0, ${PROGRAMS - 1}) n`,
    `update portfolio_node set parent_id = md5('program ' || (substring(name from 12)::int % ${PROGRAMS}))::uuid,
       owner = 'Person ' || substring(name from 12)::int % 20
     where kind = 'initiative'`,
    // Every other initiative waits for the one before it.
    `insert into link (id, connection_id, external_id, link_type_external_id, meaning, from_id, to_id, active, changed_at,
       revision, revision_detail, read_ticket, read_quality)
     select md5('link ' || n)::uuid, p.connection_id, 'l' || n, 'blocks', 'blocks', p.id, c.id, true, now() - interval '100 days', 1, 0, 1, 0
     from generate_series(1, ${initiatives - 1}, 2) n
     join work_item p on p.id = md5('item ' || ((n - 1) * ${itemsEach} + 17))::uuid
     join work_item c on c.id = md5('item ' || (n * ${itemsEach} + 3))::uuid`,
    'vacuum analyze',
  ]
  for (const step of steps) await client.query(step)
}
