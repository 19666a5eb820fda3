import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './longest-first.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/services.ts'],
    setupFiles: ['test/leaks.ts'],
    // A process of its own for each file: what a file leaves open cannot disturb the next one.
    pool: 'forks',
    // One more than the cores of the smallest machine: a third of the time goes into waiting for clocks and processes.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 15_000,
    // A promise that nobody waits for fails the run; so does a test that was left focused.
    dangerouslyIgnoreUnhandledErrors: false,
    allowOnly: false,
  },
})
