import { setTimeout as pause } from 'node:timers/promises'
import type { Start, StartedProcess } from '../../flows/process-under-test.ts'
import { findFreePort } from '../../free-port.ts'

export type Role = 'server' | 'worker'

/** A server and workers that are started again whenever they end, as a service manager does. */
export interface Supervised {
  readonly url: string
  /** Kills one of these now, with all that it has under way. */
  readonly kill: (role: Role) => void
  readonly countStarts: () => number
  /** What those that were started last have written of what went wrong; for whoever wonders why nobody answers. */
  readonly lastWords: () => string
  readonly close: () => Promise<void>
}

const REST_MS = 300

export async function supervise(
  start: Start,
  roles: readonly Role[],
  environment: Readonly<Record<string, string>>,
): Promise<Supervised> {
  const port = await findFreePort()
  const running = new Map<number, StartedProcess>()
  const lastStarted = new Map<number, StartedProcess>()
  const stopping = new AbortController()
  let starts = 0
  const keep = async (role: Role, at: number): Promise<void> => {
    while (!stopping.signal.aborted) {
      starts += 1
      const started = start(role, { ...environment, PORT: role === 'server' ? String(port) : '0' })
      // At its start a process does not wait for a database that is away; it ends and is started again.
      started.ready.catch(() => {})
      running.set(at, started)
      lastStarted.set(at, started)
      await started.ended
      await pause(REST_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const kept = roles.map(keep)
  await Promise.all([...running.values()].map(({ ready }) => ready))
  return {
    url: `http://127.0.0.1:${port}`,
    kill: role => {
      const candidates = [...running].filter(([at]) => roles[at] === role)
      // The one that has run for the longest time.
      const [at, victim] = candidates[0] ?? []
      if (at === undefined || victim === undefined) return
      running.delete(at)
      victim.send('SIGKILL')
    },
    countStarts: () => starts,
    lastWords: () =>
      roles
        .map((role, at) => `${role} ${at}: ${lastStarted.get(at)?.errors().slice(-1_000) ?? 'never started'}`)
        .join('\n'),
    close: async () => {
      stopping.abort()
      for (const { send } of running.values()) send('SIGKILL')
      await Promise.all(kept)
    },
  }
}
