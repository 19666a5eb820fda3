import { testCrashes } from './test-crashes.ts'

testCrashes({
  workerKills: 200,
  databaseKills: 20,
  killsOfEach: { first: 12, incremental: 5, census: 2 },
  seed: Date.now() % 1_000_000,
})
