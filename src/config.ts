import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { isWeakKey, readKeyBytes } from './master-key.ts'

/** How one process of Milepost is set up; nothing else is read from the environment. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Absolute. Holds the embedded database and the secrets made for it. */
  readonly dataDir: string
  /** Null: the embedded database is started in dataDir. */
  readonly databaseUrl: string | null
  /** How long the database may answer nothing before the process ends. */
  readonly databaseTimeoutSeconds: number
  /** Null: the queue runs on the database. */
  readonly redisUrl: string | null
  /**
   * 32 bytes each. The first one seals stored credentials, the others are being replaced. Null only with the embedded database,
   * which keeps a key of its own.
   */
  readonly masterKeys: readonly Buffer[] | null
  readonly adminToken: string | null
  readonly logLevel: LogLevel
  /** Where trackers and people reach this service, without a slash at the end; null when nobody said so. */
  readonly publicUrl: string | null
  /** Hosts in private or loopback ranges that trackers and channels may use. */
  readonly privateHosts: readonly string[]
}

/** A start that cannot go on; the message is shown to the person who starts the service. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(['The environment is not set up right:', ...problems.map(problem => `- ${problem}`)].join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const LogLevel = Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
export type LogLevel = Static<typeof LogLevel>

/** A guessable administrator token is worse than none: the service listens on the network. */
const SHORTEST_TOKEN = 16

const text = (isRight: (value: string) => boolean, sentence: string) =>
  Type.Optional(Type.Refine(Type.String(), isRight, () => sentence))

const hasScheme = (value: string, ...schemes: readonly string[]): boolean =>
  URL.canParse(value) && schemes.includes(new URL(value).protocol)

const Environment = Type.Object({
  PORT: text(
    value => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
    'PORT must be a number from 0 to 65535 (0 takes a free port).',
  ),
  HOST: text(
    value => /^[\w.:%-]+$/.test(value),
    'HOST must be an address to listen on, such as 127.0.0.1, 0.0.0.0 or ::.',
  ),
  DATA_DIR: text(value => !value.includes('\0'), 'DATA_DIR must be the path of a folder.'),
  DATABASE_URL: text(
    value => hasScheme(value, 'postgres:', 'postgresql:'),
    'DATABASE_URL must be a Postgres address such as postgres://user:password@host:5432/milepost.',
  ),
  DATABASE_TIMEOUT: text(
    value => /^\d{1,4}$/.test(value) && Number(value) >= 10 && Number(value) <= 3_600,
    'DATABASE_TIMEOUT must be a number of seconds from 10 to 3600.',
  ),
  REDIS_URL: text(
    value => hasScheme(value, 'redis:', 'rediss:'),
    'REDIS_URL must be a Redis address such as redis://:password@host:6379 (rediss:// for TLS).',
  ),
  MASTER_KEY: Type.Optional(
    Type.Refine(
      Type.Refine(
        Type.String(),
        value => splitList(value).length > 0 && splitList(value).every(key => readKeyBytes(key) !== null),
        () =>
          'MASTER_KEY must be 32 bytes, written as 64 hex digits or in base64, with keys that it replaces after commas. Make one with: openssl rand -hex 32',
      ),
      value => !splitList(value).some(isWeakKey),
      () => 'MASTER_KEY is a placeholder or can be guessed. Make a random one with: openssl rand -hex 32',
    ),
  ),
  ADMIN_TOKEN: text(
    value => value.length >= SHORTEST_TOKEN && /^[\x21-\x7e]+$/.test(value) && new Set(value).size > 4,
    `ADMIN_TOKEN must have at least ${SHORTEST_TOKEN} characters, no spaces, and not be a few characters repeated.`,
  ),
  LOG_LEVEL: text(
    value => Value.Check(LogLevel, value),
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.',
  ),
  PUBLIC_URL: text(
    value => hasScheme(value, 'http:', 'https:'),
    'PUBLIC_URL must be an address such as https://milepost.example.com.',
  ),
  PRIVATE_HOSTS: text(
    value => splitList(value).every(host => /^[\w.:[\]-]+$/.test(host)),
    'PRIVATE_HOSTS must be host names or addresses with commas between them, without http:// and without paths.',
  ),
})

/** Throws a ConfigError that names every wrong value at once. An empty variable counts as absent. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const problems = Value.Errors(Environment, given).map(error => error.message)
  if (given.DATABASE_URL !== undefined && given.MASTER_KEY === undefined) {
    problems.push('MASTER_KEY is missing: with DATABASE_URL it must be given. Make one with: openssl rand -hex 32')
  }
  if (problems.length > 0 || !Value.Check(Environment, given)) throw new ConfigError([...new Set(problems)])
  return Object.freeze({
    port: Number(given.PORT ?? 8080),
    host: given.HOST ?? '127.0.0.1',
    dataDir: resolve(given.DATA_DIR ?? '.data'),
    databaseUrl: given.DATABASE_URL ?? null,
    databaseTimeoutSeconds: Number(given.DATABASE_TIMEOUT ?? 90),
    redisUrl: given.REDIS_URL ?? null,
    masterKeys:
      given.MASTER_KEY === undefined ? null : splitList(given.MASTER_KEY).flatMap(key => readKeyBytes(key) ?? []),
    adminToken: given.ADMIN_TOKEN ?? null,
    logLevel: Value.Check(LogLevel, given.LOG_LEVEL) ? given.LOG_LEVEL : 'info',
    publicUrl: given.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    privateHosts: Object.freeze(splitList(given.PRIVATE_HOSTS ?? '')),
  })
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
}

/** One variable that a file or a command of ours refers to by name; null when it is absent or empty. */
export function readVariable(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const value = environment[name]
  return value === undefined || value === '' ? null : value
}

/** The environment of this process, with values for what it leaves open and others that hold whatever it says. */
export const environmentWith = (
  defaults: Readonly<Record<string, string>>,
  forced: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> => ({ ...defaults, ...process.env, ...forced })
