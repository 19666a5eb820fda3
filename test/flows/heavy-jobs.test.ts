import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type Service, startService } from '../../src/service.ts'
import { queryRows } from '../../src/store/database.ts'
import { listDue, markDue } from '../../src/store/portfolio/assessment-due.ts'
import { masterKey } from './connections.ts'
import { type JiraWorkplace, openJiraWorkplace } from './jira-workplace.ts'

let workplace: JiraWorkplace
let service: Service
let initiativeId: string

beforeAll(async () => {
  workplace = await openJiraWorkplace(['WEB'], 5)
  initiativeId = await workplace.initiativeOf('WEB', ['WEB'])
  const config = readConfig({
    DATABASE_URL: workplace.database.url,
    MASTER_KEY: masterKey,
    PRIVATE_HOSTS: '127.0.0.1',
  })
  service = await startService({ config, log: pino({ level: 'silent' }), roles: { api: false, worker: true } })
}, 60_000)
afterAll(() => workplace.close())

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await pause(50)
}

async function assess(): Promise<void> {
  await markDue(workplace.database.db, [initiativeId])
  await service.queue.enqueue('assess-edited', { initiativeId })
  await until(async () => (await listDue(workplace.database.db)).length === 0)
}

/** The connections that the thread of the worker has, ended where `end` says so. */
async function countConnections(end = false): Promise<number> {
  const rows = await queryRows(
    workplace.database.db,
    sql`select pid, ${end ? sql`pg_terminate_backend(pid)` : sql`null`} from pg_stat_activity
        where application_name = 'milepost jobs' and datname = current_database()`,
  )
  return rows.length
}

/** How readily each thread of this process gives way to others, of 19. */
const listNiceness = (): readonly number[] =>
  readdirSync('/proc/self/task').map(id => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
    // After the name, which may hold spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
  })

test('a worker assesses what was edited in a thread of its own, goes on when its connections are lost, and takes it along when it ends', async () => {
  expect(await countConnections()).toBe(0)
  await assess()
  const assessed = await queryRows(
    workplace.database.db,
    sql`select from assessment where initiative_id = ${initiativeId}`,
  )
  expect(assessed).toHaveLength(1)
  if (process.platform === 'linux') expect(listNiceness().filter(niceness => niceness >= 10)).toHaveLength(1)
  expect(await countConnections(true)).toBeGreaterThan(0)
  await assess()
  expect(await countConnections()).toBeGreaterThan(0)
  await service.close()
  await until(async () => (await countConnections()) === 0)
}, 60_000)
