import { testTimeTravel } from './time-travel.ts'

testTimeTravel(50, Date.now() % 1_000_000)
