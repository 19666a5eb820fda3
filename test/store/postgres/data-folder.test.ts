import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDataFolder } from '../../../src/store/postgres/data-folder.ts'

describe('the data folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'milepost-data-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is made with all folders on the way, also by many at once, and kept when it is there', async () => {
    const path = join(folder, 'a', 'b', 'c')
    await Promise.all(Array.from({ length: 10 }, () => makeDataFolder(path)))
    await makeDataFolder(path)
    expect((await stat(path)).isDirectory()).toBe(true)
  })

  it('cannot be a file, lie below one, or be a link to nowhere', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await symlink(join(folder, 'gone', 'far'), join(folder, 'link'))
    await expect(makeDataFolder(file)).rejects.toThrow(
      `DATA_DIR ${file} cannot be created or written (${file} is a file); choose another folder.`,
    )
    await expect(makeDataFolder(join(file, 'below'))).rejects.toThrow('(a part of the path is a file)')
    await expect(makeDataFolder(join(folder, 'link'))).rejects.toThrow('(no folder can be made there)')
  })

  it.skipIf(process.platform !== 'linux')('ends with a sentence where the system makes no folders', async () => {
    await expect(makeDataFolder('/proc/milepost/data')).rejects.toThrow(
      /^DATA_DIR \/proc\/milepost\/data cannot be created or written \(.+\); choose another folder\.$/,
    )
  })
})
