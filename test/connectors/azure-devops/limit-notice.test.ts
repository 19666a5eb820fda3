import { describe, expect, it } from 'vitest'
import { readLimitNotice } from '../../../connectors/azure-devops/limit-notice.ts'

const NOW = Date.parse('2026-11-22T09:15:00Z')
const read = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  readLimitNotice({ status, headers }, NOW)
const connection = { scope: 'connection' } as const

describe('what Azure DevOps says about its limit', () => {
  it('is nothing far from it', () => {
    expect(read(200)).toBeUndefined()
    expect(read(200, { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '150' })).toBeUndefined()
    expect(read(404)).toBeUndefined()
    expect(read(503)).toBeUndefined()
  })

  it('is a warning when little is left', () => {
    const headers = { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '30' }
    expect(read(200, headers)).toEqual({ ...connection, strain: 'near' })
  })

  it('is to go one by one, with a breather of our own, when an answer was held back', () => {
    const held = { ...connection, strain: 'held_back' }
    expect(read(200, { 'x-ratelimit-delay': '0.35' })).toEqual({ ...held, waitMs: 350 })
    expect(read(200, { 'x-ratelimit-delay': '27.1' })).toEqual({ ...held, waitMs: 2_000 })
    expect(read(200, { 'x-ratelimit-delay': '3', 'retry-after': '42' })).toEqual({ ...held, waitMs: 42_000 })
    expect(read(200, { 'retry-after': '5' })).toEqual({ ...held, waitMs: 5_000 })
  })

  it('is to wait when it refuses, with or without saying how long', () => {
    const refused = { ...connection, strain: 'held_back' }
    expect(read(429, { 'retry-after': '17' })).toEqual({ ...refused, waitMs: 17_000 })
    expect(read(429)).toEqual({ ...refused, waitMs: null })
    expect(read(503, { 'retry-after': '9' })).toEqual({ ...refused, waitMs: 9_000 })
  })
})
