import { readFile, readlink, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Larger than any process id of Linux (https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html, pid_max). */
const NOBODY = '99999999'

/**
 * Postgres takes a lock file for good as long as its process id exists. In a container the id of a server that was killed
 * often belongs to another process at the next start, or to a zombie that nobody buries: Postgres then refuses to start.
 * The lock file is not removed but names nobody afterwards, so that Postgres still makes its own check for orphans of the
 * killed server (https://www.postgresql.org/docs/18/server-shutdown.html).
 */
export async function disownStaleLock(folder: string): Promise<void> {
  if (process.platform !== 'linux') return
  const file = join(folder, 'postmaster.pid')
  const lock = await readFile(file, 'utf8').catch(() => null)
  const pid = lock?.split('\n')[0]
  if (lock === null || pid === undefined || pid === NOBODY || (await worksIn(pid, folder))) return
  await writeFile(file, lock.replace(pid, NOBODY))
}

/** A server works in its data folder from before it writes the lock file until it ends. */
async function worksIn(pid: string, folder: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(folder))
  } catch (error) {
    // Gone, or a zombie. When we may not look, the server counts as alive.
    return !(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
  }
}
