import { randomInt } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { assessEdited } from '../../../jobs/assess-edited.ts'
import { concludeInitiative } from '../../../jobs/conclude-initiative.ts'
import { openJobThread } from '../../../jobs/thread/job-thread.ts'
import { startHeavyThread } from '../../../src/start-heavy-thread.ts'
import { openDatabase, queryRows } from '../../../src/store/database.ts'
import { markInitiativesDue } from '../../../src/store/portfolio/assessment-due.ts'
import { openWorkplace } from '../../flows/connections.ts'
import { answerQuestions } from '../child.ts'

const TOUCHED_ITEMS = 50
const PAUSE_MS = 250

/** A sync that goes on while people read: items change, and their initiative is assessed, in the thread in which a worker does it. */
let stopped = true
let running: Promise<void> = Promise.resolve()
let close: () => Promise<void> = async () => {}
const tookMs: number[] = []

answerQuestions(
  {
    /** Concludes each initiative once. */
    assess: async ({
      databaseUrl,
      initiativeIds,
    }: {
      readonly databaseUrl: string
      readonly initiativeIds: string[]
    }) => {
      const { db, close: closeDatabase } = openDatabase(databaseUrl, {
        applicationName: 'bench writer',
        connections: 2,
      })
      const { context } = await openWorkplace(db)
      const thread = openJobThread({
        start: () => startHeavyThread({ databaseUrl, databaseTimeoutSeconds: 60 }),
        enqueue: context.enqueue,
        log: context.log,
      })
      const assessing = thread.move(assessEdited)
      close = async () => {
        await thread.close()
        await closeDatabase()
      }
      for (const initiativeId of initiativeIds) await concludeInitiative(initiativeId, null, context)
      stopped = false
      running = keepWriting()
      async function keepWriting(): Promise<void> {
        while (!stopped) {
          const initiativeId = initiativeIds[randomInt(initiativeIds.length)] ?? ''
          await db.transaction(async page => {
            const touched = await queryRows<{ id: string }>(
              page,
              sql`
              update work_item set updated_at = now(), remaining_hours = coalesce(remaining_hours, 8) - 0.5,
                -- What is begun or laid aside changes the pace that forecasts are made from.
                state = case state when 'todo' then 'in_progress' when 'in_progress' then 'todo' else state end,
                started_at = case state when 'todo' then now() when 'in_progress' then null else started_at end
              where id in (select work_item_id from initiative_item where initiative_id = ${initiativeId} and valid_to is null limit ${TOUCHED_ITEMS})
              returning id`,
            )
            const touchedItemIds = touched.map(({ id }) => id)
            await markInitiativesDue(page, { touchedItemIds, touchedDateIds: [] }, new Date().toISOString())
          })
          const startedMs = performance.now()
          await assessing.run({ initiativeId }, context)
          tookMs.push(performance.now() - startedMs)
          await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
        }
      }
    },
    /** How long each assessment took since the last question. */
    took: () => tookMs.splice(0),
  },
  async () => {
    stopped = true
    await running
    await close()
  },
)
