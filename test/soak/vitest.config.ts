import { defineConfig, mergeConfig } from 'vitest/config'
import usual from '../vitest.config.ts'

/** The long tests: other random histories each time, and many more kills than `npm test` has time for. */
export default mergeConfig(
  { ...usual, test: { ...usual.test, include: [] } },
  defineConfig({ test: { include: ['test/soak/**/*.soak.ts'] } }),
)
