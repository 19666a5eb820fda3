import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { findMeasured } from './build-measured.ts'

/** A process of the bench that answers questions, one at a time. */
export interface Child {
  readonly pid: number
  ask<Answer>(question: string, details?: object): Promise<Answer>
  stop(): Promise<void>
}

interface Question {
  readonly number: number
  readonly question: string
  readonly details: object
}

type Reply = { readonly number: number } & ({ readonly answer: unknown } | { readonly failure: string })

/** Each part that is measured runs in a process of its own, so that its CPU time and memory are its own. */
export async function startChild(
  script: string,
  { execArgv = [], isMeasured = false }: { readonly execArgv?: readonly string[]; readonly isMeasured?: boolean } = {},
): Promise<Child> {
  const source = fileURLToPath(new URL(script, import.meta.url))
  const child = fork(isMeasured ? findMeasured(script) : source, {
    execArgv: [...(isMeasured ? [] : ['--import', 'tsx']), ...execArgv],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    // Standard output is for the result alone.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>()
  let asked = 0
  child.on('message', (reply: Reply) => {
    const open = waiting.get(reply.number)
    waiting.delete(reply.number)
    if ('failure' in reply) open?.reject(new Error(`${script}: ${reply.failure}`))
    else open?.resolve(reply.answer)
  })
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} ended (${code ?? signal})`))
    waiting.clear()
  })
  const ask = <Answer>(question: string, details: object = {}): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve: answer => resolve(answer as Answer), reject })
      if (!child.connected) reject(new Error(`${script} has ended`))
      else child.send({ number: asked, question, details } satisfies Question)
    })
  await ask('hello')
  return { pid: child.pid ?? 0, ask, stop: () => stop(child) }
}

/** Disconnected, a child ends when it has closed what it opened. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  const deadline = setTimeout(() => child.kill('SIGKILL'), 15_000)
  if (child.connected) child.disconnect()
  await ended
  clearTimeout(deadline)
}

/** The child's half: answers by name. `close` is called when nobody asks any more. */
export function answerQuestions(
  answers: Readonly<Record<string, (details: never) => unknown>>,
  close: () => Promise<void>,
): void {
  process.on('message', ({ number, question, details }: Question) => {
    const answer = question === 'hello' ? () => null : answers[question]
    const reply = (rest: { answer: unknown } | { failure: string }): void => {
      if (process.connected) process.send?.({ number, ...rest })
    }
    Promise.resolve()
      .then(() => {
        if (answer === undefined) throw new Error(`nobody answers "${question}"`)
        return answer(details as never)
      })
      .then(
        given => reply({ answer: given ?? null }),
        (error: unknown) => reply({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
  })
  process.on('disconnect', () => {
    const end = (): never => process.exit()
    close().then(end, end)
  })
}
