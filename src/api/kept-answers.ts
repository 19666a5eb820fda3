import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Change, listChangesSince, type Snapshot, takeSnapshot } from '../store/change/change-marks.ts'
import type { Dependencies } from './dependencies.ts'

/** What an answer about the present rests on. */
export interface AnswerGround {
  /** Where the answer tells its instant, it begins with it: `{"asOf":"…`. */
  readonly asOf: string
  readonly initiativeIds: readonly string[]
  /** When it becomes another although nothing in the store changes; null: never. */
  readonly until: string | null
}

interface Kept extends AnswerGround {
  readonly text: string
  readonly sinceMs: number
  /** Of the store: what is committed in it is in the answer. */
  snapshot: Snapshot
}

interface Asked {
  /** What is committed after it is perhaps not in the answer. */
  readonly before: Snapshot
  ground: AnswerGround | null
  readonly end: () => void
}

/** Of looking and waiting; what changes faster than it can be made is then made for oneself. */
const MOST_TRIES = 4
/** Far less than the hour for which changes are kept (jobs/sweep.ts). */
const LONGEST_MS = 60_000
/** Of all answers together. */
const MOST_CHARACTERS = 32_000_000

/**
 * Answers about the present that many people ask for, as text. One is given again only after Postgres said, in the same
 * request, that nothing was committed since which it rests on. Where it has to be made, it is made once for all who ask meanwhile.
 */
export function keepAnswers({ db, now }: Pick<Dependencies, 'db' | 'now'>) {
  const answers = new Map<string, Kept>()
  const asked = new WeakMap<FastifyRequest, Asked>()
  /** By address: until its answer is there, or will not come. */
  const underWay = new Map<string, Promise<void>>()

  /** Whoever asks meanwhile waits for it. */
  const begin = (url: string): (() => void) => {
    let end = (): void => {}
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    underWay.set(url, ended)
    return () => {
      if (underWay.get(url) === ended) underWay.delete(url)
      end()
    }
  }

  const preHandler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { url } = request
    // What is asked with parameters is asked for once.
    if (url.includes('?')) return undefined
    for (let tries = 0; ; tries += 1) {
      const kept = answers.get(url)
      const running = underWay.get(url)
      if (kept !== undefined && tries < MOST_TRIES) {
        const { changes, snapshot } = await listChangesSince(db, kept.snapshot)
        const asOf = now().toISOString()
        if (!isOver(kept, asOf) && !changes.some(change => isAbout(change, kept))) {
          kept.snapshot = snapshot
          return reply.type('application/json; charset=utf-8').send(dated(kept, asOf))
        }
        if (answers.get(url) === kept) answers.delete(url)
      } else if (running !== undefined && tries < MOST_TRIES) {
        await running
      } else {
        const end = begin(url)
        reply.raw.once('close', end)
        asked.set(request, { before: await takeSnapshot(db), ground: null, end })
        return undefined
      }
    }
  }

  const onSend = async (request: FastifyRequest, reply: FastifyReply, text: unknown): Promise<void> => {
    const found = asked.get(request)
    if (found === undefined) return
    const { before, ground, end } = found
    if (ground !== null && reply.statusCode === 200 && typeof text === 'string')
      store(request.url, { ...ground, text, sinceMs: performance.now(), snapshot: before })
    end()
  }

  const store = (url: string, kept: Kept): void => {
    answers.delete(url)
    let characters = kept.text.length
    for (const each of answers.values()) characters += each.text.length
    for (const [oldestUrl, oldest] of answers) {
      if (characters <= MOST_CHARACTERS) break
      answers.delete(oldestUrl)
      characters -= oldest.text.length
    }
    if (characters <= MOST_CHARACTERS) answers.set(url, kept)
  }

  return {
    /** For the route. */
    hooks: { preHandler, onSend },
    /** Said by the handler, which reads only what marks its changes (drizzle/migrations). */
    keep: (request: FastifyRequest, ground: AnswerGround): void => {
      const found = asked.get(request)
      if (found !== undefined) found.ground = ground
    },
  }
}

const isOver = ({ asOf, until, sinceMs }: Kept, at: string): boolean =>
  performance.now() - sinceMs > LONGEST_MS || at < asOf || (until !== null && at >= until)

const isAbout = ({ topic, initiativeId }: Change, { initiativeIds }: Kept): boolean =>
  topic !== 'sync-runs' && (initiativeId === null || initiativeIds.includes(initiativeId))

function dated({ text, asOf }: Kept, at: string): string {
  const begin = `{"asOf":"${asOf}`
  return text.startsWith(begin) ? `{"asOf":"${at}${text.slice(begin.length)}` : text
}
