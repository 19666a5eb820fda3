import type pg from 'pg'
import { assessInitiative } from '../../../jobs/assess-initiative.ts'
import { openDatabase } from '../../../src/store/database.ts'
import { openWorkplace } from '../../flows/connections.ts'

const WEEKS = 12

/** Concludes each initiative, and sets its conclusions of the last weeks down: what was done then was less. */
export async function assessPortfolio(databaseUrl: string, client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>(`select id from portfolio_node where kind = 'initiative'`)
  const { db, close } = openDatabase(databaseUrl, { applicationName: 'bench assessor', connections: 2 })
  try {
    const { context } = await openWorkplace(db)
    for (const { id } of rows) await assessInitiative.run({ initiativeId: id }, context)
  } finally {
    await close()
  }
  const then = `jsonb_set(conclusion, '{progress,size,done}', to_jsonb((conclusion #>> '{progress,size,done}')::float8 * (1 - n * 0.05)))`
  await client.query(
    `insert into assessment (initiative_id, status_at, conclusion, hash, confirmed_at)
     select initiative_id, status_at - n * interval '7 days', coalesce(${then}, conclusion), hash || n, status_at - n * interval '7 days'
     from assessment, generate_series(1, ${WEEKS}) n`,
  )
  await client.query('vacuum analyze assessment')
}
