import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import { deliverAlerts } from '../../jobs/deliver-alerts.ts'
import type { JobContext } from '../../jobs/job.ts'
import { channelKinds } from '../../src/delivery/kinds.ts'
import { openChannels } from '../../src/open-channels.ts'
import { openOutgoing } from '../../src/outgoing.ts'
import { seedRandom } from '../../src/portfolio/forecast/random.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import { decideAlert } from '../../src/store/alert/alert-decisions.ts'
import { alertRules } from '../../src/store/alert/alert-rules.ts'
import { createChannel } from '../../src/store/alert/channels.ts'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { createMilestone, updateMilestone } from '../../src/store/milestone/milestones.ts'
import { createNode } from '../../src/store/portfolio/portfolio-nodes.ts'
import { createTestDatabase } from '../database.ts'
import { startReceiver } from '../delivery/receiver.ts'
import { expectToldOnce } from './told-once.ts'

const DAY_MS = 86_400_000
const START = Date.parse('2027-01-04T09:00:00Z')
const SECRET = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0'

/** A milestone as the test knows it; what is to be told of it follows from this alone. */
interface Modelled {
  readonly id: string
  readonly initiativeId: string
  readonly baseline: number
  readonly tolerance: number
  /** Null: somebody has taken its date away. */
  day: number | null
  achieved: boolean
}

const dayName = (day: number): string => new Date(START + day * DAY_MS).toISOString().slice(0, 10)

/**
 * Every alert that has to stand, written down without the code that raises them. While a milestone has no date, what stood
 * of it goes on standing.
 */
const listWanted = (milestones: readonly Modelled[], today: number, standing: readonly string[]): readonly string[] =>
  milestones
    .filter(({ achieved }) => !achieved)
    .flatMap(({ id, baseline, tolerance, day }) =>
      day === null
        ? standing.filter(each => each.endsWith(`/${id}`))
        : [
            ...(day - baseline > tolerance ? [`milestone_slipped/${id}`] : []),
            ...(day < today ? [`milestone_overdue/${id}`] : []),
          ],
    )
    .toSorted()

/** Of a milestone that is overdue now nobody hears that its date is back where it was. */
const isQuiet = (fingerprint: string, wanted: readonly string[]): boolean =>
  wanted.includes(fingerprint.replace('milestone_slipped', 'milestone_overdue'))

/**
 * Random moves of dates, some taken away, closings and reopenings, as time passes. After each, the alerts that stand are those that follow
 * from the dates, and in the end a receiver that failed three times of ten has each change of each alert once.
 */
export function testAlertLives(steps: number, seed: number): void {
  test(`after each of ${steps} moves, closings and reopenings the right alerts stand, and each change is told once (seed ${seed})`, {
    timeout: 60_000 + steps * 2_000,
  }, async () => {
    const random = seedRandom(seed)
    const below = (count: number): number => random() % count
    const database = await createTestDatabase()
    const { db } = database
    const outgoing = openOutgoing(['127.0.0.1'])
    // It has what it answers with 503 all the same; that comes again, with the id it had.
    const receiver = await startReceiver(() => ({ status: below(10) < 3 ? 503 : 200 }))
    try {
      const milestones = await seedMilestones(db)
      const channelId = await openChannelTo(db, receiver.url)
      const sealed = openChannels(new Map(channelKinds.map(kind => [kind.kind, kind])), seals, outgoing)
      let nowMs = START
      const context = {
        ...{ db, channels: sealed, enqueue: async () => {}, now: () => new Date(nowMs) },
        ...{ log: pino({ level: 'silent' }), signal: new AbortController().signal },
      } as unknown as JobContext
      const initiatives = [...new Set(milestones.map(({ initiativeId }) => initiativeId))]
      const today = (): number => Math.floor((nowMs - START) / DAY_MS + 9 / 24)
      const transitions = new Map<string, number>()
      const note = (key: string): unknown => transitions.set(key, (transitions.get(key) ?? 0) + 1)
      let standing: readonly string[] = []

      for (let step = 0; step < steps; step += 1) {
        nowMs += (1 + below(12)) * 3_600_000
        const milestone = milestones[below(milestones.length)]
        if (milestone === undefined) throw new Error('no milestone')
        await change(db, milestone, { kind: below(11), by: below(41) - 20, today: today(), at: new Date(nowMs) })
        // Now and then two workers evaluate at once, and every time all initiatives, as the clock has moved for all.
        for (const initiativeId of initiatives) {
          const runs = Array.from({ length: below(5) === 0 ? 2 : 1 }, () =>
            assessInitiative.run({ initiativeId }, context),
          )
          await Promise.all(runs)
        }
        const wanted = listWanted(milestones, today(), standing)
        const open = await listOpen(db)
        expect(
          open.map(({ fingerprint }) => fingerprint),
          `after step ${step} of seed ${seed}`,
        ).toEqual(wanted)
        for (const each of wanted) if (!standing.includes(each)) note(`opened ${each}`)
        const over = standing.filter(each => !wanted.includes(each))
        for (const each of over) if (!isQuiet(each, wanted)) note(`resolved ${each}`)
        standing = wanted
        const seen = open[below(Math.max(1, open.length))]
        if (seen !== undefined && below(4) === 0) {
          const decided = { actor: 'Amara', note: null, at: new Date(nowMs).toISOString() }
          await decideAlert(db, seen.id, { type: 'acknowledged' }, decided)
        }
        await deliverAlerts.run({}, context)
      }
      for (let pass = 0; pass < 200 && (await countWaiting(db)) > 0; pass += 1) {
        nowMs += 9 * 3_600_000
        await deliverAlerts.run({}, context)
      }

      const told = await expectToldOnce(db, channelId, receiver.received)
      const heard = new Map<string, number>()
      for (const { change: name, kind, details } of told) {
        if (name === 'worsened') continue
        const key = `${name} ${kind}/${details.milestoneId}`
        heard.set(key, (heard.get(key) ?? 0) + 1)
      }
      expect([...heard].toSorted()).toEqual([...transitions].toSorted())
      // Or nothing was tried.
      expect(transitions.size).toBeGreaterThan(5)
      expect(receiver.received.length).toBeGreaterThan(told.length)
    } finally {
      await receiver.close()
      await outgoing.close()
      await database.drop()
    }
  })
}

const seals = sealer(randomBytes(32).toString('hex'))

async function openChannelTo(db: Queryable, url: string): Promise<string> {
  const id = randomUUID()
  await createChannel(db, seals, { id, name: 'PMO', kind: 'http', settings: { url, secret: SECRET } })
  return id
}

async function seedMilestones(db: Queryable): Promise<readonly Modelled[]> {
  const portfolio = (await createNode(db, { kind: 'portfolio', name: 'Growth', parentId: null }))?.id ?? ''
  const kinds = ['milestone_slipped', 'milestone_overdue'] as const
  await alertRules.save(db, portfolio, { kinds }, { by: 'test', at: new Date(START - DAY_MS).toISOString() })
  const milestones: Modelled[] = []
  for (const name of ['Checkout', 'Search']) {
    const initiativeId = (await createNode(db, { kind: 'initiative', name, parentId: portfolio }))?.id ?? ''
    for (let index = 0; index < 4; index += 1) {
      const [baseline, tolerance] = [10 + 15 * index, 3 * index]
      const values = { initiativeId, name: `M${index}`, day: dayName(baseline), toleranceDays: tolerance }
      const created = await createMilestone(db, values)
      milestones.push({ id: created?.id ?? '', initiativeId, baseline, tolerance, day: baseline, achieved: false })
    }
  }
  await db.execute(sql`update milestone set created_at = ${new Date(START - DAY_MS).toISOString()}`)
  return milestones
}

async function change(
  db: Queryable,
  milestone: Modelled,
  move: { readonly kind: number; readonly by: number; readonly today: number; readonly at: Date },
): Promise<void> {
  const at = move.at.toISOString()
  if (move.kind < 6) {
    // Around its baseline or around now, so that it is on time again now and then.
    const day = (move.kind < 3 ? milestone.baseline : move.today) + move.by
    milestone.day = day
    await updateMilestone(db, milestone.id, { manualDay: dayName(day) }, at)
  } else if (move.kind < 9) {
    milestone.achieved = !milestone.achieved
    await updateMilestone(db, milestone.id, { achievedDay: milestone.achieved ? dayName(move.today) : null }, at)
  } else if (move.kind === 10 && milestone.day !== null) {
    await removeDate(db, milestone.id, at)
    milestone.day = null
  }
}

/** As a tracker does it; a person can only enter another day. */
async function removeDate(db: Queryable, id: string, at: string): Promise<void> {
  await db.execute(sql`
    insert into milestone_date_change (milestone_id, from_day, to_day, changed_at)
    select id, manual_day, null, ${at}::timestamptz from milestone where id = ${id}`)
  await db.execute(sql`update milestone set manual_day = null where id = ${id}`)
}

const listOpen = (db: Queryable) =>
  queryRows<{ id: string; fingerprint: string }>(
    db,
    sql`select id, fingerprint from alert where state <> 'resolved' order by fingerprint collate "C"`,
  )

async function countWaiting(db: Queryable): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    db,
    sql`select count(*)::int as count from delivery where sent_at is null`,
  )
  return row?.count ?? 0
}
