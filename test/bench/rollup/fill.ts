import type pg from 'pg'
import type { Sealer } from '../../../src/store/access/sealed.ts'

/** How large the store is that the questions are asked of. */
export interface StoreSize {
  readonly items: number
  /** Entries of the items' histories. */
  readonly changes: number
  readonly worklogs: number
  readonly projects: number
  readonly portfolios: number
  /** Days for which a conclusion of each initiative is kept. */
  readonly days: number
}

/** Ids that can be computed again: of the nth record of a kind. */
const id = (kind: string, number: string): string => `md5('${kind} ' || (${number}))::uuid`

/** What a reading leaves beside the record itself. */
const READ = '1, 0, 1, 0'

/**
 * Two trackers' worth of work, set down where syncs would have put it: a project is an initiative, a tenth of the
 * initiatives a portfolio; items have a parent, a release, an estimate and a state that follows from their history.
 */
export async function fillStore(client: pg.Client, size: StoreSize, seal: Sealer): Promise<void> {
  const { items, changes, worklogs, projects, portfolios } = size
  const perProject = Math.max(1, Math.floor(items / projects))
  const project = (item: string): string => `(${item}) / ${perProject} % ${projects}`
  const tracker = (number: string): string => id('connection', `(${number}) % 2`)
  // Six of ten are done, one and a half under way.
  const dice = 'n % 20'
  const state = `case when ${dice} < 12 then 'done' when ${dice} < 15 then 'in_progress' else 'todo' end`
  const created = `now() - interval '400 days' + (n % 300) * interval '1 day'`
  // One of fifty is entered three days late.
  const worked = `now() - (n % 300) * interval '1 day'`
  const entered = `least(now(), ${worked} + case when n % 50 = 7 then interval '3 days' else interval '4 hours' end)`
  const steps: readonly string[] = [
    `insert into project (id, connection_id, external_id, key, name, archived, revision, revision_detail, read_ticket, read_quality)
     select ${id('project', 'n')}, ${tracker('n')}, 'p' || n, 'P' || n, 'Project ' || n, false, ${READ}
     from generate_series(0, ${projects - 1}) n`,
    `insert into person_identity (id, connection_id, external_id, name, kind, active, revision, revision_detail, read_ticket, read_quality)
     select ${id('person', 'n')}, ${tracker('n')}, 'u' || n, 'Person ' || n, 'human', true, ${READ}
     from generate_series(0, 499) n`,
    `insert into release (id, connection_id, external_id, project_id, name, target_day, released, archived, revision, revision_detail, read_ticket, read_quality)
     select ${id('release', 'n')}, ${tracker('n / 5')}, 'r' || n, ${id('project', 'n / 5')}, 'Release ' || n,
       current_date - 120 + (n % 5) * 60, n % 5 < 2, false, ${READ}
     from generate_series(0, ${projects * 5 - 1}) n`,
    `insert into span (subject_id, connection_id, field, value, valid_from, valid_to, entry_order, origin)
     select ${id('release', 'n / 3')}, ${tracker('n / 15')}, 'target_day', (current_date - 120 + (n / 3 % 5) * 60 - (2 - n % 3) * 10)::text,
       now() - (3 - n % 3) * interval '100 days', case when n % 3 < 2 then now() - (2 - n % 3) * interval '100 days' end, n % 3, 'observed'
     from generate_series(0, ${projects * 15 - 1}) n`,
    `insert into work_item (id, connection_id, external_id, key, url, title, project_id, type_external_id, kind, level,
       status_external_id, state, labels, components, assignee_id, parent_id, release_ids, estimate, estimate_unit,
       original_hours, remaining_hours, created_at, updated_at, started_at, done_at, fields, revision, revision_detail, read_ticket, read_quality)
     select ${id('item', 'n')}, ${tracker(project('n'))}, n::text, 'P' || ${project('n')} || '-' || n, 'https://tracker.example/' || n,
       'Item ' || n || ' of the bench', ${id('project', project('n'))}, case when n % 50 = 0 then 'epic' else 'story' end,
       case when n % 50 = 0 then 'epic' else 'story' end, case when n % 50 = 0 then 1 else 0 end, '1', ${state}, '{}', '{}',
       ${id('person', 'n % 500')}, case when n % 50 <> 0 then ${id('item', 'n - n % 50')} end,
       array[${id('release', `${project('n')} * 5 + n / 50 % 5`)}], case when n % 50 <> 0 and n % 7 <> 0 then 1 + n % 8 end,
       'points', 8, case when ${state} <> 'done' then 4 end, ${created}, now() - (n % 90) * interval '1 day',
       case when ${dice} < 15 then ${created} + interval '10 days' end,
       case when ${dice} < 12 then greatest(${created} + interval '11 days', now() - (n % 180) * interval '1 day') end, '{}', ${READ}
     from generate_series(0, ${items - 1}) n`,
    // Round by round, so that a shorter history is the beginning of a longer one.
    `insert into span (subject_id, connection_id, field, value, valid_from, valid_to, author_id, entry_order, origin)
     select ${id('item', 'n')}, ${tracker(project('n'))},
       case round when 0 then 'state' when 1 then 'state' when 2 then 'state' when 3 then 'estimate' else 'release' end,
       case round when 0 then 'todo' when 1 then 'in_progress' when 2 then 'done' when 3 then (1 + n % 8)::text
         else ${id('release', `${project('n')} * 5 + n / 50 % 5`)}::text end,
       ${created} + case round when 1 then interval '10 days' when 2 then interval '11 days' else interval '0' end,
       case when round = 0 and ${dice} < 15 then ${created} + interval '10 days' when round = 1 and ${dice} < 12 then ${created} + interval '11 days' end,
       ${id('person', 'n % 500')}, round, 'observed'
     from (select k % ${items} as n, k / ${items} as round from generate_series(0::bigint, ${changes - 1}) k) c
     where not (round = 1 and ${dice} >= 15) and not (round = 2 and ${dice} >= 12)`,
    `insert into worklog (id, connection_id, external_id, work_item_id, author_id, day, started_at, created_at, updated_at, seconds, inferred,
       revision, revision_detail, read_ticket, read_quality)
     select ${id('worklog', 'n')}, ${tracker(project(`n % ${items}`))}, 'w' || n, ${id('item', `n % ${items}`)}, ${id('person', 'n % 500')},
       current_date - (n % 300)::int, ${worked}, ${entered}, ${entered}, 3600, false, ${READ}
     from generate_series(0, ${worklogs - 1}) n`,
    `insert into portfolio_node (id, kind, name) select ${id('portfolio', 'n')}, 'portfolio', 'Portfolio ' || n from generate_series(0, ${portfolios - 1}) n`,
    `insert into portfolio_node (id, kind, name, parent_id)
     select ${id('initiative', 'n')}, 'initiative', 'Initiative ' || n, ${id('portfolio', `n % ${portfolios}`)} from generate_series(0, ${projects - 1}) n`,
    `insert into scope_rule (initiative_id, effect, connection_id, selector, value)
     select ${id('initiative', 'n')}, 'include', ${tracker('n')}, 'project', 'P' || n from generate_series(0, ${projects - 1}) n`,
    `insert into initiative_item (initiative_id, work_item_id, valid_from)
     select ${id('initiative', project('n'))}, ${id('item', 'n')}, ${created} from generate_series(0, ${items - 1}) n`,
    'vacuum analyze',
  ]
  for (const [number, kind] of ['jira', 'azure-devops'].entries()) {
    const { rows } = await client.query<{ id: string }>(`select ${id('connection', String(number))} as id`)
    const connectionId = rows[0]?.id ?? ''
    await client.query(
      `insert into connection (id, name, kind, settings, sealed_credentials, sealed_webhook_secret) values ($1, $2, $3, '{}', $4, 'x')`,
      [connectionId, `Tracker ${number}`, kind, seal.seal('{}', `connection:${connectionId}:credentials`)],
    )
  }
  for (const step of steps) await client.query(step)
}

/** Each day's conclusion of each initiative, as if it had been another one each day. */
export async function fillPast(client: pg.Client, { days }: StoreSize): Promise<void> {
  await client.query(
    `insert into assessment (initiative_id, status_at, conclusion, hash, confirmed_at)
     select initiative_id, status_at - n * interval '1 day', conclusion, hash || n, status_at - n * interval '1 day'
     from assessment, generate_series(1, $1::int) n`,
    [days],
  )
  await client.query('vacuum analyze assessment')
}
