import { testDeaths } from '../soak/die-at-statements.ts'

testDeaths(12)
