import { spawnSync } from 'node:child_process'

/** A user of the operating system, as the options of spawn want it. */
export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Postgres refuses to run as root: then it runs as one of these. */
const SERVER_USERS = ['postgres', 'nobody']

/** The user Postgres has to run as; null when it can run as ourselves. */
export function findServerUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null
  for (const name of SERVER_USERS) {
    const uid = askForId('-u', name)
    const gid = askForId('-g', name)
    if (uid !== null && gid !== null) return { name, uid, gid }
  }
  throw new Error(
    'Postgres does not run as root, and this system has neither a user "postgres" nor "nobody". ' +
      'Start Milepost as another user, or set DATABASE_URL to a Postgres of your own.',
  )
}

function askForId(option: '-u' | '-g', name: string): number | null {
  const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' })
  return status === 0 ? Number(stdout.trim()) : null
}

/** Whether that user may pass the folders on the way and use the file or folder at the end of the path. */
export function canReach({ uid, gid }: SystemUser, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$0"', path], { uid, gid, cwd: '/' }).status === 0
}
