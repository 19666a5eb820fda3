import { testCrashes } from '../soak/test-crashes.ts'

testCrashes({ workerKills: 6, databaseKills: 2, killsOfEach: { first: 2, incremental: 1, census: 0 }, seed: 1 })
