import type { MessagePort, Worker } from 'node:worker_threads'
import { findCause } from '../explain-failure.ts'

/** What one end of a channel between two threads does when the other asks for it. */
export type Answers = Readonly<Record<string, (...given: never[]) => Promise<void>>>

/** Asks the other end, and rejects with what failed there. */
export type Ask = (name: string, ...given: readonly unknown[]) => Promise<void>

export interface Calls {
  readonly ask: Ask
  /** The other end is gone: whoever waits for it is told why. */
  readonly lose: (why: string) => void
}

type Failure = Pick<Error, 'name' | 'message' | 'stack'>
type Message =
  | { readonly asked: number; readonly name: string; readonly given: readonly never[] }
  | { readonly answered: number; readonly failure?: Failure }

/** Both ends of the channel open it: either may ask the other. What is asked and given has to be plain. */
export function openCalls(port: Pick<Worker | MessagePort, 'on' | 'postMessage'>, answers: Answers): Calls {
  const waiting = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>()
  let count = 0
  const say = (message: Message): void => port.postMessage(message)
  const answer = async (name: string, given: readonly never[]): Promise<void> => {
    const known = answers[name]
    if (known === undefined) throw new Error(`The other thread asks for "${name}", which is not known here.`)
    await known(...given)
  }
  port.on('message', (message: Message) => {
    if ('asked' in message) {
      answer(message.name, message.given).then(
        () => say({ answered: message.asked }),
        (error: unknown) => say({ answered: message.asked, failure: describe(error) }),
      )
      return
    }
    const open = waiting.get(message.answered)
    waiting.delete(message.answered)
    if (message.failure === undefined) open?.resolve()
    else open?.reject(Object.assign(new Error(message.failure.message), message.failure))
  })
  return {
    ask: (name, ...given) =>
      new Promise((resolve, reject) => {
        count += 1
        waiting.set(count, { resolve, reject })
        say({ asked: count, name, given: given as readonly never[] })
      }),
    lose(why) {
      for (const { reject } of waiting.values()) reject(new Error(why))
      waiting.clear()
    },
  }
}

/** The error that began it: what wraps it may hold a statement with the values of records. */
function describe(error: unknown): Failure {
  const { name, message, stack } = findCause(error)
  return { name, message, ...(stack === undefined ? {} : { stack }) }
}
