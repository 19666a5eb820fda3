import { testTimeTravel } from '../soak/time-travel.ts'

testTimeTravel(2, 7)
