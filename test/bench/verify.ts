import pg from 'pg'
import type { Truth } from './synthetic-tracker.ts'

const VISIBLE = `connection_id = $1 and visibility = 'visible'`

/** How each number of the tracker's own is counted in the store. */
const COUNTS: Readonly<Record<string, string>> = {
  workItems: `select count(*) from work_item where ${VISIBLE}`,
  worklogs: `select count(*) from worklog where ${VISIBLE}`,
  iterations: `select count(*) from iteration where ${VISIBLE}`,
  releases: `select count(*) from release where ${VISIBLE}`,
  links: `select count(*) from link where connection_id = $1 and active and meaning is distinct from 'parent'`,
  parentLinks: `select count(*) from link where connection_id = $1 and active and meaning = 'parent'`,
  stateSpans: `select count(*) from span where connection_id = $1 and field = 'state'`,
  itemsInState: `select count(*) from work_item where ${VISIBLE} and state is not null`,
}

/** A bench of a sync that loses something measures nothing: throws unless the store holds what the tracker has. */
export async function verifyStored(databaseUrl: string, connectionId: string, truth: Truth): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const wrong: string[] = []
    for (const [name, statement] of Object.entries(COUNTS)) {
      const expected = truth[name]
      if (expected === undefined) continue
      const { rows } = await client.query(statement, [connectionId])
      const stored = Number(rows[0]?.count)
      if (stored !== expected) wrong.push(`${name}: ${stored} stored, ${expected} at the tracker`)
    }
    if (wrong.length > 0) throw new Error(`what is stored is not what the tracker has: ${wrong.join('; ')}`)
  } finally {
    await client.end()
  }
}
