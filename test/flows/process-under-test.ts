import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach } from 'vitest'

export type Start = (
  script: 'main' | 'server' | 'worker',
  environment: Readonly<Record<string, string>>,
) => StartedProcess

export interface Processes {
  readonly start: Start
  /** What else a test opens; closed after its processes, the last first. */
  readonly closing: (() => Promise<void>)[]
}

/** For a test file that starts processes of ours: after each test, those that still run are ended with this signal. */
export function useProcesses(endWith: 'SIGTERM' | 'SIGKILL'): Processes {
  const running = new Set<ChildProcess>()
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const child of [...running]) {
      const ended = once(child, 'close')
      child.kill(endWith)
      await ended
    }
    for (const close of closing.splice(0).reverse()) await close()
  })
  return { start: (script, environment) => startProcess(script, environment, running), closing }
}

export interface StartedProcess {
  /** Where it listens, once `ready` is done; null without an API. */
  readonly url: () => string | null
  readonly token: () => string | null
  readonly output: () => string
  readonly errors: () => string
  /** Resolves when it listens or works; rejects when it ends before. */
  readonly ready: Promise<void>
  readonly send: (signal: NodeJS.Signals) => void
  /** Asks it to end and gives the exit code, or the signal it died of. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>
  readonly ended: Promise<number | NodeJS.Signals | null>
}

/** Starts one of our processes as a person would, on a free port, with nothing of our own environment that sets it up. */
function startProcess(
  script: Parameters<Start>[0],
  environment: Parameters<Start>[1],
  running: Set<ChildProcess>,
): StartedProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', `src/${script}.ts`], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      LOG_LEVEL: 'warn',
      PRIVATE_HOSTS: '127.0.0.1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  let errors = ''
  child.stdout.on('data', chunk => {
    output += String(chunk)
  })
  child.stderr.on('data', chunk => {
    errors += String(chunk)
  })
  // 'close' and not 'exit': then all that it wrote has arrived.
  const ended = once(child, 'close').then(() => {
    running.delete(child)
    return child.exitCode ?? child.signalCode
  })
  const waitUntilReady = async (): Promise<void> => {
    while (!/Milepost (listens|works)/.test(output)) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${script} ended at its start: ${errors}`)
      await pause(20)
    }
  }
  return {
    url: () => /listens on (http:\S+)/.exec(output)?.[1] ?? null,
    token: () => /shown only this once: (\S+)/.exec(output)?.[1] ?? null,
    output: () => output,
    errors: () => errors,
    ready: waitUntilReady(),
    ended,
    send: signal => {
      child.kill(signal)
    },
    end: signal => {
      child.kill(signal)
      return ended
    },
  }
}

export async function makeDataDir(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'milepost-process-'))
  // Run by root, Postgres runs as another user, who has to reach it.
  await chmod(path, 0o755)
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** One request to the API of a process; the answer's status and body. */
export async function callApi(
  started: StartedProcess,
  path: string,
  { token, body }: { readonly token?: string | null; readonly body?: object } = {},
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const response = await fetch(`${started.url()}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token == null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text } }
}

/** What a person finds in the log: the lines of level fatal, and whatever is no line of the log. */
export const fatalLines = (process: StartedProcess): readonly string[] =>
  process
    .errors()
    .split('\n')
    .flatMap(line => {
      if (!line.startsWith('{')) return line.trim() === '' ? [] : [`not a line of the log: ${line}`]
      const { level, msg } = JSON.parse(line) as { level: number; msg: string }
      return level === 60 ? [msg] : []
    })
