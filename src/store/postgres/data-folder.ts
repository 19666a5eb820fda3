import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Makes the folder where there is none, and makes sure that it can be written; else says so in a sentence. */
export async function makeDataFolder(folder: string): Promise<void> {
  const path = resolve(folder)
  try {
    // Level by level: Node's recursive mkdir never ends where the system answers ENOENT below a folder that is there, as
    // in /proc.
    for (const missing of await listMissing(path)) await makeFolder(missing)
    await access(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Error(`DATA_DIR ${path} cannot be created or written (${explain(error)}); choose another folder.`)
  }
}

/** The folders on the way to the path that do not exist, outermost first. */
async function listMissing(path: string): Promise<readonly string[]> {
  try {
    if ((await stat(path)).isDirectory()) return []
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    return [...(await listMissing(dirname(path))), path]
  }
  throw new Error(`${path} is a file`)
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    // Another process makes the same folder in the same moment.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null)

function explain(error: unknown): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'no permission'
    case 'ENOENT':
      return 'no folder can be made there'
    case 'ENOTDIR':
      return 'a part of the path is a file'
    case 'EROFS':
      return 'the file system is read-only'
    case 'ENOSPC':
      return 'the disk is full'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
