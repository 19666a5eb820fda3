import { testAlertLives } from '../soak/alert-lives.ts'

testAlertLives(60, 11)
