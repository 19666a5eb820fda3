import { describe, expect, it } from 'vitest'
import { readLimitNotice } from '../../../connectors/jira/limit-notice.ts'

const NOW = Date.parse('2026-11-22T09:15:00Z')
const read = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  readLimitNotice({ status, headers }, NOW)
const HOUR_MS = 3_600_000

describe('what Jira says about its limits', () => {
  it.each([
    ['2', 2_000],
    ['1.5', 1_500],
    ['0', 1_000],
    ['-1', 1_000],
    ['86400', HOUR_MS],
    ['99999999999999999999', HOUR_MS],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    ['2026-11-22T09:15:30.5Z', 30_500],
    ['abc', null],
    ['', null],
  ])('is to wait when Retry-After is "%s"', (value, waitMs) => {
    const headers = value === '' ? {} : { 'retry-after': value }
    expect(read(429, headers)).toEqual({ scope: 'connection', waitMs })
  })

  it('takes a date by the clock of who sent it', () => {
    const date = new Date(NOW + 300_000).toUTCString()
    const after = new Date(NOW + 310_000).toUTCString()
    expect(read(429, { date, 'retry-after': after })).toMatchObject({ waitMs: 10_000 })
  })

  it.each([
    ['2026-11-22T10:00:00Z', 2_700_000],
    [String((NOW + 120_000) / 1000), 120_000],
    ['120', 120_000],
    ['soon', null],
  ])('is until when, also without Retry-After: %s', (reset, waitMs) => {
    expect(read(429, { 'x-ratelimit-reset': reset })).toEqual({ scope: 'connection', waitMs })
  })

  it('stops the connection for a quota until its reset, whatever Retry-After says', () => {
    for (const reason of ['jira-quota-global-based', 'jira-quota-tenant-based']) {
      const headers = {
        'ratelimit-reason': reason,
        'retry-after': '5',
        'x-ratelimit-reset': '2026-11-22T10:00:00Z',
      }
      expect(read(429, headers)).toEqual({ scope: 'connection', waitMs: 2_700_000 })
    }
  })

  it('slows only the endpoint for a burst, and everything for a reason nobody has documented', () => {
    const scopeOf = (reason: string) => read(429, { 'ratelimit-reason': reason, 'retry-after': '1' })?.scope
    expect(scopeOf('jira-burst-based')).toBe('endpoint_class')
    expect(scopeOf('jira-cost-based')).toBe('connection')
    expect(scopeOf('jira-max-concurrent-threads-of-the-node')).toBe('connection')
  })

  it('counts a 503 only with a time', () => {
    expect(read(503, { 'retry-after': '9' })).toEqual({ scope: 'connection', waitMs: 9_000 })
    expect(read(503)).toBeUndefined()
  })

  it('is heard on a good answer: near the limit, nothing left, and the bucket of Data Center', () => {
    expect(read(200, { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '60' })).toBeUndefined()
    expect(read(200, { 'x-ratelimit-nearlimit': 'true' })).toEqual({ scope: 'connection', strain: 'near' })
    expect(read(200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' })).toMatchObject({ waitMs: 30_000 })
    const bucket = {
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '4',
      'x-ratelimit-interval-seconds': '2',
      'x-ratelimit-fillrate': '5',
      'retry-after': '0',
    }
    const refill = { perSecond: 2.5, burst: 10, remaining: 4 }
    expect(read(200, bucket)).toEqual({ scope: 'connection', refill })
    expect(read(429, { ...bucket, 'x-ratelimit-remaining': '0', 'retry-after': '' })).toEqual({
      scope: 'connection',
      waitMs: 400,
      refill: { ...refill, remaining: 0 },
    })
  })

  it('is read from the structured headers as well, but not from those that are only announced', () => {
    const policy = { 'ratelimit-policy': '"burst";q=100;w=1, "global-app-quota";q=65000;w=3600' }
    const left = (burst: number, quota: number) => ({
      ...policy,
      ratelimit: `"burst";r=${burst};t=1, "global-app-quota"; r=${quota}; t=1800`,
    })
    expect(read(200, left(90, 40_000))).toBeUndefined()
    expect(read(200, left(90, 12_999))).toEqual({ scope: 'connection', strain: 'near' })
    expect(read(200, left(90, 0))).toEqual({ scope: 'connection', waitMs: 1_800_000 })
    expect(read(429, { ...left(90, 0), 'ratelimit-reason': 'jira-quota-global-based', 'retry-after': '5' })).toEqual({
      scope: 'connection',
      waitMs: 1_800_000,
    })
    expect(read(200, { 'beta-ratelimit': '"global-app-quota";r=0;t=1800' })).toBeUndefined()
    for (const odd of ['', 'global;r=0', '"a";r=x;t=1', '"a"', '"a";t=9', ';;;,"']) {
      expect(read(200, { ratelimit: odd })).toBeUndefined()
    }
  })
})
