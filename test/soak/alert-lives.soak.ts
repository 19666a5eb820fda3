import { testAlertLives } from './alert-lives.ts'

testAlertLives(10_000, Date.now() % 1_000_000)
