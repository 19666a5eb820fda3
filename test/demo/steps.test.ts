import { afterEach, expect, test, vi } from 'vitest'
import { startSteps } from '../../demo/steps.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('a step that fails rejects with its title and reason, which the list does not tell as well', async () => {
  const written: string[] = []
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(text => written.push(String(text)) > 0)
  const work = startSteps('plain').run('Open the store', () =>
    Promise.reject(new Error('the key is lost', { cause: new Error('ENOENT') })),
  )
  await expect(work).rejects.toThrow('Open the store: the key is lost')
  expect(written.join('')).toContain('Open the store')
  expect(written.join('')).not.toContain('the key is lost')
})
