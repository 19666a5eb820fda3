import type { Logger } from 'pino'
import { describeError } from './describe-error.ts'

const AGAIN =
  'The process ends with status 1 so that what supervises it starts it again; nothing that was committed is lost, and what ' +
  'was under way goes on.'

/** One line that says what happened and what to do; then the process ends, as it stands, without waiting for anything. */
export function endAtOnce(log: Logger, happened: string, toDo: string, details: object = {}): never {
  log.fatal(details, `${happened} ${AGAIN} ${toDo}`)
  process.exit(1)
}

/** What nobody has caught leaves the process in a state that nobody knows: it does not go on. */
export function endAtUncaught(log: Logger): void {
  process.on('uncaughtException', error => {
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    const details = {
      error: describeError(error),
      at: stack
        .split('\n')
        .slice(1, 6)
        .map(line => line.trim()),
    }
    // Written to after its end: https://github.com/porsager/postgres/issues/1208. The pool would hang from here on.
    if (stack.includes('nextWrite') && stack.includes('postgres')) {
      endAtOnce(
        log,
        'A connection to the database was lost in the middle of a transaction.',
        'Look at the log of the database for why: a restart, a failover, or a connection that was ended.',
        details,
      )
    }
    endAtOnce(
      log,
      'An error came up where none was expected.',
      'If it happens again, report it with this line.',
      details,
    )
  })
}
