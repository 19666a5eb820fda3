import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeDataFolder } from './data-folder.ts'

/**
 * The secret kept in a file, made of 32 random bytes (in hex) when there is none. Two processes that start at once get
 * the same one.
 */
export async function keepSecret(file: string): Promise<string> {
  await makeDataFolder(dirname(file))
  try {
    const secret = randomBytes(32).toString('hex')
    await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
    return secret
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  // The other process may have made the file but not yet filled it.
  for (let attempt = 0; attempt < 50; attempt++) {
    const secret = (await readFile(file, 'utf8')).trim()
    if (/^[0-9a-f]{64}$/.test(secret)) return secret
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`${file} should hold a secret of 64 hex digits. Restore it from a backup; a new one opens nothing.`)
}
