import { testDeaths } from './die-at-statements.ts'

testDeaths(1)
