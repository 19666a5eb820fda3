import { describe } from 'vitest'
import { BACKENDS } from '../jobs/workplace.ts'
import { testDeliveries } from './deliveries/test-deliveries.ts'

describe.each(BACKENDS)('with the queue in %s', backend => {
  testDeliveries({ backend, deliveries: 100_000, roundsOf: 2_000, kills: 5, seed: Date.now() % 1_000_000 })
})
