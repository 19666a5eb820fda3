import { testDeliveries } from '../soak/deliveries/test-deliveries.ts'

testDeliveries({ backend: 'postgres', deliveries: 1_200, roundsOf: 1_200, kills: 4, seed: 20_261_122 })
