import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Config, ConfigError, readConfig } from '../src/config.ts'

const KEY = '8f14e45fceea167a5a36dedd4bea2543c9f0f895fb98ab9159f51fd0297e236d'

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

const hexOf = ({ masterKeys }: Config) => masterKeys?.map(key => key.toString('hex'))

describe('the configuration', () => {
  it('needs nothing for a first try on one machine', () => {
    expect(readConfig({})).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      databaseUrl: null,
      databaseTimeoutSeconds: 90,
      redisUrl: null,
      masterKeys: null,
      logLevel: 'info',
      privateHosts: [],
    })
    expect(readConfig({}).dataDir).toMatch(/[\\/]\.data$/)
  })

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', PRIVATE_HOSTS: '' })).toEqual(readConfig({}))
  })

  it('reads every variable', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '::',
      DATA_DIR: '/srv/milepost',
      DATABASE_URL: 'postgres://someone:secret@db:5432/milepost',
      DATABASE_TIMEOUT: '120',
      REDIS_URL: 'rediss://cache:6379',
      MASTER_KEY: KEY,
      ADMIN_TOKEN: 'a-long-enough-token',
      LOG_LEVEL: 'debug',
      PUBLIC_URL: 'https://milepost.example.com/',
      PRIVATE_HOSTS: 'jira.internal, 10.0.0.7 ,',
    })
    expect(config).toMatchObject({
      port: 0,
      databaseTimeoutSeconds: 120,
      publicUrl: 'https://milepost.example.com',
      privateHosts: ['jira.internal', '10.0.0.7'],
    })
    expect(hexOf(config)).toEqual([KEY])
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('takes a master key in base64 as well', () => {
    const base64 = Buffer.from(KEY, 'hex').toString('base64')
    expect(hexOf(readConfig({ MASTER_KEY: base64 }))).toEqual([KEY])
    expect(hexOf(readConfig({ MASTER_KEY: base64.replaceAll('=', '') }))).toEqual([KEY])
  })

  it('takes keys that are being replaced after the one that replaces them', () => {
    const former = randomBytes(32)
    const config = readConfig({ MASTER_KEY: `${KEY}, ${former.toString('base64')}` })
    expect(hexOf(config)).toEqual([KEY, former.toString('hex')])
    expect(problemsOf({ MASTER_KEY: `${KEY},changeme` })).toEqual([
      expect.stringMatching(/^MASTER_KEY must be 32 bytes/),
    ])
    expect(problemsOf({ MASTER_KEY: `${KEY},${'0'.repeat(64)}` })).toEqual([expect.stringMatching(/^MASTER_KEY is a/)])
  })

  it.each([
    ['a wrong length', 'abcdef'],
    ['a placeholder', 'changeme'],
    ['zeros', '0'.repeat(64)],
    ['a pattern', '0123456789abcdef'.repeat(4)],
    ['a counted row', Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex')],
    ['readable text', Buffer.from('this-is-a-32-byte-secret-key!!!!').toString('base64')],
  ])('refuses a master key that is %s', (_, value) => {
    expect(problemsOf({ MASTER_KEY: value })).toEqual([expect.stringMatching(/^MASTER_KEY .*openssl rand -hex 32$/)])
  })

  it('names every wrong value at once, each in a sentence, and repeats none of the values', () => {
    const wrong = {
      PORT: '80800',
      HOST: 'not an address',
      DATABASE_URL: 'mysql://wrong-value',
      REDIS_URL: 'wrong-value',
      ADMIN_TOKEN: 'admin',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'wrong-value',
      PRIVATE_HOSTS: 'http://wrong-value/path',
      MASTER_KEY: KEY,
    }
    const problems = problemsOf(wrong)
    expect(problems.map(problem => problem.split(' ')[0])).toEqual(
      expect.arrayContaining(Object.keys(wrong).filter(name => name !== 'MASTER_KEY')),
    )
    expect(problems).toHaveLength(8)
    expect(problems.join()).not.toContain('wrong-value')
  })

  it('asks for the master key when the database is not its own', () => {
    expect(problemsOf({ DATABASE_URL: 'postgres://db/milepost' })).toEqual([
      expect.stringContaining('MASTER_KEY is missing'),
    ])
  })
})
