import type { Access, SourceIo } from './connector.ts'

/** Room for a request under way and for clocks that differ. */
const EARLY_MS = 60_000
/** Of a short life at most this part is given away for that. */
const EARLY_SHARE = 0.25

/** Whether an access has to be obtained anew before the next request. */
export function endsSoon({ expiresAt }: Access, obtainedAtMs: number, nowMs: number): boolean {
  if (expiresAt === null) return false
  const endsAtMs = Date.parse(expiresAt)
  return nowMs >= endsAtMs - Math.min(EARLY_MS, (endsAtMs - obtainedAtMs) * EARLY_SHARE)
}

export interface OwnAccess {
  readonly access: SourceIo['access']
  /** What has to be kept together with the credentials that were tried; null when nothing was obtained. */
  readonly obtained: () => Access | null
}

/** Access that nobody shares: for credentials that a person has just entered, before they are stored. */
export function openOwnAccess(now: () => Date): OwnAccess {
  let kept: { readonly access: Access; readonly atMs: number } | null = null
  let last: Promise<unknown> = Promise.resolve()
  return {
    obtained: () => kept?.access ?? null,
    access: (obtain, refused) => {
      const next = last.then(async () => {
        const atMs = now().getTime()
        if (kept === null || kept.access.value === refused || endsSoon(kept.access, kept.atMs, atMs))
          kept = { access: await obtain(kept?.access.value ?? null), atMs }
        return kept.access
      })
      last = next.catch(() => {})
      return next
    },
  }
}
