import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { findWebFolder } from '../src/web-folder.ts'

test.each(['src/service.ts', 'dist/src/service.js'])(
  'the dashboard is found in dist/web from %s, once it is built',
  async path => {
    const root = await mkdtemp(join(tmpdir(), 'milepost-web-'))
    try {
      const module = pathToFileURL(join(root, path)).href
      await mkdir(join(root, 'dist/web'), { recursive: true })
      expect(findWebFolder(module)).toBeNull()
      await writeFile(join(root, 'dist/web/index.html'), '')
      expect(findWebFolder(module)).toBe(join(root, 'dist/web'))
    } finally {
      await rm(root, { recursive: true })
    }
  },
)
