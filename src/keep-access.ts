import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Access, ObtainAccess, SourceIo } from '../connectors/connector.ts'
import { RejectedError, UnavailableError } from '../connectors/errors.ts'
import { endsSoon } from '../connectors/own-access.ts'
import {
  claimAccess,
  countRefusal,
  findAccess,
  holdAccess,
  releaseAccess,
  saveAccess,
} from './store/access/connection-access.ts'
import { type Entered, suspendConnection } from './store/access/connections.ts'
import type { Sealer } from './store/access/sealed.ts'
import { accessOf } from './store/access/sealed-places.ts'
import type { Queryable } from './store/database.ts'

/** Credentials without an end are proven again when a source is opened and nobody has for this long. */
const PROOF_LASTS_MS = 60_000
/** How late a process learns that another one was refused, or has a newer token. */
const LOOK_AGAIN_MS = 5_000
/** A process killed while it obtains is waited for this long; Atlassian takes a used refresh token for 10 minutes. */
const HOLD_MS = 10_000
const RENEW_EVERY_MS = 3_000
const ASK_AGAIN_MS = 100
const MOST_REFUSALS = 3

export interface AccessOptions {
  readonly db: Queryable
  readonly sealer: Sealer
  readonly now: () => Date
  readonly signal: AbortSignal
  /**
   * A job asks no tracker that has refused. A person may: something may have been done about it there. What comes of
   * settings that are only tried says nothing about the connection.
   */
  readonly asks: 'job' | 'person' | 'trial'
}

interface Kept {
  readonly access: Access
  readonly obtainedAtMs: number
}

/** For storing: sealed, and bound to its connection. */
export const sealAccess = (sealer: Sealer, connectionId: string, { value, expiresAt }: Access, at: Date) => ({
  sealedValue: sealer.seal(value, accessOf(connectionId)),
  expiresAt,
  obtainedAt: at.toISOString(),
})

/**
 * The access of a stored connection, one for all processes. No transaction is open while the tracker is asked: the right
 * to ask is a row with a time, and whoever lost it keeps nothing, suspends nothing and uses what the other one obtained.
 */
export function keepAccess(options: AccessOptions, entered: Entered): SourceIo['access'] {
  const { db, sealer, now, signal } = options
  let held: Kept | null = null
  let lookAgainAtMs = 0
  let last: Promise<unknown> = Promise.resolve()

  async function load(): Promise<Kept | null> {
    const row = await findAccess(db, entered.id)
    if (row === null || row.sealedCredentials !== entered.sealedCredentials) {
      throw new UnavailableError(
        'The credentials of this connection have changed meanwhile; the next pass uses the new ones.',
      )
    }
    if (options.asks === 'job' && row.state === 'suspended') {
      throw new RejectedError('credentials', row.stateReason ?? 'The tracker has refused the credentials.')
    }
    if (row.refusals >= MOST_REFUSALS) throw new RejectedError('credentials', TOO_OFTEN)
    if (row.sealedValue === null || row.obtainedAt === null) return null
    const expiresAt = row.expiresAt === null ? null : new Date(row.expiresAt).toISOString()
    const value = sealer.open(row.sealedValue, accessOf(entered.id))
    return { access: { value, expiresAt }, obtainedAtMs: Date.parse(row.obtainedAt) }
  }

  function isGood(kept: Kept, refused: string | undefined): boolean {
    if (kept.access.value === refused) return false
    const nowMs = now().getTime()
    if (endsSoon(kept.access, kept.obtainedAtMs, nowMs)) return false
    return held !== null || kept.access.expiresAt !== null || nowMs - kept.obtainedAtMs < PROOF_LASTS_MS
  }

  /** Null when somebody else had the right, has it or has taken it: look again. */
  async function obtainAlone(obtain: ObtainAccess, refused: string | undefined): Promise<Kept | null> {
    const obtainer = randomUUID()
    if (!(await claimAccess(db, entered.id, obtainer, HOLD_MS))) {
      await pause(ASK_AGAIN_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => {
        throw new UnavailableError('The reading was stopped while waiting for access to the tracker.')
      })
      return null
    }
    // A database that does not answer is no loss yet: keeping what was obtained checks who may.
    const renewal = setInterval(() => void holdAccess(db, obtainer, HOLD_MS).catch(() => false), RENEW_EVERY_MS)
    try {
      // Somebody may have obtained it between our look and our claim.
      const before = await load()
      if (before !== null && isGood(before, refused)) return before
      const access = await obtain(before?.access.value ?? null).catch(async (error: unknown) => {
        if (await giveUp(obtainer, error)) throw error
        return null
      })
      if (access === null) return null
      const at = now()
      const isKept = await saveAccess(db, obtainer, sealAccess(sealer, entered.id, access, at))
      return isKept ? { access, obtainedAtMs: at.getTime() } : null
    } finally {
      clearInterval(renewal)
      await releaseAccess(db, obtainer)
    }
  }

  /**
   * False when somebody else has the right by now: then his outcome counts. A refusal suspends before the right is given
   * back, or the next one who waits would ask with the same credentials.
   */
  const giveUp = (obtainer: string, error: unknown): Promise<boolean> =>
    db.transaction(async tx => {
      if (!(await holdAccess(tx, obtainer, HOLD_MS))) return false
      if (options.asks === 'trial' || !(error instanceof RejectedError && error.reason === 'credentials')) return true
      await countRefusal(tx, obtainer)
      await suspendConnection(tx, entered, error.message)
      return true
    })

  async function enter(obtain: ObtainAccess, refused: string | undefined): Promise<Access> {
    if (held !== null && now().getTime() < lookAgainAtMs && isGood(held, refused)) return held.access
    for (;;) {
      const kept = await load()
      const good = kept !== null && isGood(kept, refused) ? kept : await obtainAlone(obtain, refused)
      if (good === null) continue
      held = good
      lookAgainAtMs = now().getTime() + LOOK_AGAIN_MS
      return good.access
    }
  }

  return (obtain, refused) => {
    const next = last.then(() => enter(obtain, refused))
    last = next.catch(() => {})
    return next
  }
}

const TOO_OFTEN =
  `The tracker has refused these credentials ${MOST_REFUSALS} times; it is not asked again, so that it does not lock the ` +
  'account. Enter the credentials again.'
