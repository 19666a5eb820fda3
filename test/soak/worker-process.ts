import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { QueueConnection } from '../../jobs/backend/choose-backend.ts'
import { masterKey } from '../flows/connections.ts'

/** The worker that works, and one that stands by so that a kill does not cost the time of a start. */
export interface KilledWorkers {
  /** Kills the one that works, if any; the one that stood by works from now on. */
  readonly replace: (onKilled?: () => Promise<void>) => Promise<void>
  /** Kills now the one that works. */
  readonly kill: () => void
  readonly isAlive: () => boolean
  readonly close: () => Promise<void>
}

export function startKilledWorkers(connection: QueueConnection): KilledWorkers {
  let standby = startStandby(connection)
  let working: ChildProcess | null = null
  const end = async (child: ChildProcess | null): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return {
    replace: async onKilled => {
      await end(working)
      await onKilled?.()
      const next = standby
      standby = startStandby(connection)
      working = await next
      const works = once(working, 'message')
      working.send('go')
      const [said] = await works
      if (said !== 'works') throw new Error(`a worker could not begin: ${JSON.stringify(said)}`)
    },
    kill: () => {
      working?.kill('SIGKILL')
    },
    isAlive: () => working !== null && working.exitCode === null && working.signalCode === null,
    close: async () => {
      await end(working)
      await end(await standby)
    },
  }
}

async function startStandby(connection: QueueConnection): Promise<ChildProcess> {
  const child = fork(
    fileURLToPath(new URL('killed-sync.ts', import.meta.url)),
    [JSON.stringify({ ...connection, masterKey })],
    { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  await once(child, 'message')
  return child
}
