import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { NotTakenError } from '../src/delivery/not-taken-error.ts'
import {
  type DueNotice,
  halveNotice,
  markNoticeFailed,
  markNoticeRefused,
  markNoticeSent,
  takeNotice,
} from '../src/store/alert/deliveries.ts'
import {
  findNextDue,
  freeChannel,
  type HeldChannel,
  holdChannel,
  isStillHeld,
  listDueChannels,
  markChannelFails,
  markChannelWorks,
} from '../src/store/alert/held-channel.ts'
import { defineJob, type JobContext, RUNG_OFTEN } from './job.ts'
import { SWEEP_EVERY_MS } from './sweep.ts'
import { writeNotice } from './write-notice.ts'

/** While one channel sends, the others are looked after so often. */
const LOOK_EACH_MS = 250
/** Longer than a receiver may take; if we die meanwhile, the message is due again after it. */
const HOLD_MS = 60_000
/** 5 s, 1 min, 5 min, 30 min, 2 h, then every 8 h: about the schedule of Standard Webhooks. */
const RETRY_AFTER_MS = [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 28_800_000] as const
/** A receiver that was silent for so long is given up, as Svix does: https://docs.svix.com/retries */
const GIVE_UP_AFTER_MS = 5 * 86_400_000
/** Shorter, so that one message that a receiver refuses does not get its channel disabled. */
const REFUSED_FOR_MS = 3 * 86_400_000

/**
 * Sends what the outbox holds, every channel in its own order and side by side with the others. A message counts as sent
 * only after the receiver took it; it keeps its id over retries.
 */
export const deliverAlerts = defineJob({
  name: 'deliver-alerts',
  payload: Type.Object({}),
  ...RUNG_OFTEN,
  async run(_payload, context) {
    const { db, now, signal } = context
    const sending = new Map<string, Promise<unknown>>()
    // Whoever rings meanwhile is not heard before the end, and one receiver may take a minute: the others are looked after beside it.
    for (;;) {
      const due = signal.aborted ? [] : await listDueChannels(db, now().toISOString())
      for (const id of due) {
        if (!sending.has(id))
          sending.set(
            id,
            sendAll(id, context).finally(() => sending.delete(id)),
          )
      }
      if (sending.size === 0) break
      await Promise.race([...sending.values(), pause(LOOK_EACH_MS, undefined, { ref: false })])
    }
    await ringForNext(context)
  },
})

/** What has to wait a little (for others of the same cause, for its channel, to be tried again) does not wait for the sweeper as well. */
async function ringForNext({ db, now, enqueue }: JobContext): Promise<void> {
  const at = now()
  const sweptAt = new Date(at.getTime() + SWEEP_EVERY_MS).toISOString()
  const next = await findNextDue(db, at.toISOString(), sweptAt)
  if (next === null) return
  // A text of its own: one that waits for its time must not swallow a ring for what is due now. The newest time is the right one.
  const delayMs = Date.parse(next) - at.getTime() + 1
  await enqueue('deliver-alerts', {}, { deduplicate: 'deliver-alerts-later', replace: true, keepLast: true, delayMs })
}

async function sendAll(channelId: string, context: JobContext): Promise<void> {
  const { db, now, channels, signal } = context
  while (!signal.aborted) {
    const held = await holdChannel(db, channelId, now().toISOString(), HOLD_MS)
    if (held === null) return
    const { pauseMs, mostEntries } = channels.limitsOf(held.kind)
    const notice = await takeNotice(db, held, now().toISOString(), { holdMs: HOLD_MS, mostEntries })
    if (notice === null) return freeChannel(db, held, now().toISOString())
    if (!(await sendOne(held, notice, pauseMs, context))) return
    if (pauseMs > 0) await pause(pauseMs, undefined, { signal }).catch(() => {})
  }
}

/** Whether the channel may go on with its next message. */
async function sendOne(
  held: HeldChannel,
  notice: DueNotice,
  pauseMs: number,
  { db, now, channels, log }: JobContext,
): Promise<boolean> {
  let leftOut: string | undefined
  try {
    leftOut = await channels.send(held, writeNotice(notice, now().toISOString()))
  } catch (error) {
    const failure = error instanceof NotTakenError ? error : null
    const message = error instanceof Error ? error.message : String(error)
    log.warn({ noticeId: notice.id, channelId: held.id, attempts: notice.attempts, message }, 'alert not delivered')
    // A person has put it right meanwhile: that nobody took it before says nothing of now.
    if (!(await isStillHeld(db, held))) {
      await markNoticeFailed(db, notice.id, { error: message, retryAt: now().toISOString() })
      return true
    }
    const at = now()
    const after = (waitMs: number): string => new Date(at.getTime() + waitMs).toISOString()
    const isRefusal = failure?.isAboutNotice ?? false
    const retryAt = after(failure?.retryAfterMs ?? waitAfter(isRefusal ? notice.attempts : held.failures + 1))
    await db.transaction(async tx => {
      const refusal = { error: message, at: at.toISOString(), retryAt, refusedSince: after(-REFUSED_FOR_MS) }
      if (!isRefusal) await markNoticeFailed(tx, notice.id, refusal)
      else if (notice.deliveries.length > 1) await halveNotice(tx, notice.id, refusal)
      else await markNoticeRefused(tx, notice.id, refusal)
      const aliveSince = failure?.isFinal ? at.toISOString() : after(-GIVE_UP_AFTER_MS)
      const isDisabled = await markChannelFails(tx, held.id, {
        error: message,
        at: at.toISOString(),
        retryAt: isRefusal ? after(pauseMs) : retryAt,
        aliveSince,
        isRefusal,
      })
      if (isDisabled) log.error({ channelId: held.id, message }, 'channel disabled; enter its address again')
    })
    return isRefusal
  }
  const sentAt = now()
  await db.transaction(async tx => {
    await markNoticeSent(tx, notice.id, sentAt.toISOString())
    await markChannelWorks(tx, held, new Date(sentAt.getTime() + pauseMs).toISOString(), leftOut)
  })
  return true
}

function waitAfter(attempts: number): number {
  const longest = RETRY_AFTER_MS[RETRY_AFTER_MS.length - 1] ?? 0
  const wait = RETRY_AFTER_MS[attempts - 1] ?? longest
  return wait * (0.8 + Math.random() * 0.4)
}
