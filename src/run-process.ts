import { pino } from 'pino'
import { ConfigError, readConfig } from './config.ts'
import { type Service, type ServiceOptions, startService } from './service.ts'

/** Orchestrators kill after 10 s or more; whatever hangs is left behind before that. */
const CLOSE_DEADLINE_MS = 9_500

/** Runs one process until it is asked to end. A second signal ends it at once. */
export async function runProcess(roles: ServiceOptions['roles']): Promise<void> {
  let service: Service
  try {
    const config = readConfig()
    const log = pino({ level: config.logLevel }, pino.destination(2))
    service = await startService({ config, log, roles })
    greet(service)
    let isClosing = false
    const end = (signal: NodeJS.Signals): void => {
      if (isClosing) process.exit(1)
      isClosing = true
      log.info({ signal }, 'closing')
      setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS).unref()
      service.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error: String(error) }, 'could not close cleanly')
          process.exit(1)
        },
      )
    }
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : `Milepost could not start: ${describe(error)}`}\n`)
    process.exit(1)
  }
}

function greet({ url, newToken }: Service): void {
  if (newToken !== null) process.stdout.write(`Your API token, shown only this once: ${newToken}\n`)
  process.stdout.write(url === null ? 'Milepost works.\n' : `Milepost listens on ${url} (API: ${url}/docs).\n`)
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))
