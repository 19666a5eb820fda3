import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepSecret } from '../../../src/store/postgres/kept-secret.ts'

describe('a kept secret', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'milepost-secret-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is made once, is random, and is readable by its owner only', async () => {
    const file = join(folder, 'new', 'secret')
    const secret = await keepSecret(file)
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(await keepSecret(file)).toBe(secret)
    expect(await keepSecret(join(folder, 'other'))).not.toBe(secret)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('is the same for all who ask for it in the same moment', async () => {
    const file = join(folder, 'secret')
    const secrets = await Promise.all(Array.from({ length: 20 }, () => keepSecret(file)))
    expect(new Set(secrets).size).toBe(1)
  })

  it('is never replaced when its file is damaged', async () => {
    const file = join(folder, 'secret')
    await writeFile(file, 'half a sec')
    await expect(keepSecret(file)).rejects.toThrow('Restore it from a backup')
    expect(await readFile(file, 'utf8')).toBe('half a sec')
  })
})
