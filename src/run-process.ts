import { type Logger, pino } from 'pino'
import { ConfigError, readConfig } from './config.ts'
import { describeError } from './describe-error.ts'
import { endAtOnce, endAtUncaught } from './end-at-once.ts'
import { limitHeapGrowth } from './heap-growth.ts'
import { type Service, type ServiceOptions, startService } from './service.ts'

/** Orchestrators kill after 10 s or more; whatever hangs is left behind before that. */
const CLOSE_DEADLINE_MS = 9_500

/** Runs one process until it is asked to end, also while it still starts. A second signal ends it at once. */
export async function runProcess(roles: ServiceOptions['roles']): Promise<void> {
  limitHeapGrowth()
  try {
    const config = readConfig()
    const log = pino({ level: config.logLevel }, pino.destination(2))
    endAtUncaught(log)
    const onDatabaseLost = (happened: string): void =>
      endAtOnce(log, happened, 'Look at the server of the database and the network to it.')
    const onQueueStuck = (happened: string, toDo: string): void => endAtOnce(log, happened, toDo)
    const starting = startService({ config, log, roles, onDatabaseLost, onQueueStuck })
    const end = endOnce(starting, log)
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
    greet(await starting)
  } catch (error) {
    process.stderr.write(
      `${error instanceof ConfigError ? error.message : `Milepost could not start: ${describeError(error)}`}\n`,
    )
    process.exit(1)
  }
}

function endOnce(starting: Promise<Service>, log: Logger): (signal: NodeJS.Signals) => void {
  let isClosing = false
  return signal => {
    if (isClosing) process.exit(1)
    isClosing = true
    log.info({ signal }, 'closing')
    setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS).unref()
    starting
      .then(service => service.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error: describeError(error) }, 'could not close cleanly')
          process.exit(1)
        },
      )
  }
}

function greet({ url, newToken }: Service): void {
  if (newToken !== null) process.stdout.write(`Your API token, shown only this once: ${newToken}\n`)
  process.stdout.write(
    url === null
      ? 'Milepost works.\n'
      : `Milepost listens on ${url} (API: ${url}/docs).\nOpen ${url}/ and sign in with an API token.\n`,
  )
}
