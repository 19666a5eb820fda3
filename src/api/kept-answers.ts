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

/** Far less than the hour for which changes are kept (jobs/sweep.ts). */
const LONGEST_MS = 60_000
/** Of all answers together. */
const MOST_CHARACTERS = 32_000_000

/**
 * Answers about the present that many people ask for, as text. One is given again only after Postgres said, in the same
 * request, that nothing was committed since which it rests on.
 */
export function keepAnswers({ db, now }: Pick<Dependencies, 'db' | 'now'>) {
  const answers = new Map<string, Kept>()
  const asked = new WeakMap<FastifyRequest, { readonly before: Snapshot; ground: AnswerGround | null }>()

  const preHandler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    // What is asked with parameters is asked for once.
    if (request.url.includes('?')) return undefined
    const kept = answers.get(request.url)
    if (kept === undefined) {
      asked.set(request, { before: await takeSnapshot(db), ground: null })
      return undefined
    }
    const { changes, snapshot } = await listChangesSince(db, kept.snapshot)
    const asOf = now().toISOString()
    if (isOver(kept, asOf) || changes.some(change => isAbout(change, kept))) {
      answers.delete(request.url)
      asked.set(request, { before: snapshot, ground: null })
      return undefined
    }
    kept.snapshot = snapshot
    return reply.type('application/json; charset=utf-8').send(dated(kept, asOf))
  }

  const onSend = async (request: FastifyRequest, reply: FastifyReply, text: unknown): Promise<void> => {
    const { before, ground } = asked.get(request) ?? { before: '', ground: null }
    if (ground === null || reply.statusCode !== 200 || typeof text !== 'string') return
    answers.delete(request.url)
    let characters = text.length
    for (const each of answers.values()) characters += each.text.length
    for (const [url, oldest] of answers) {
      if (characters <= MOST_CHARACTERS) break
      answers.delete(url)
      characters -= oldest.text.length
    }
    if (characters <= MOST_CHARACTERS)
      answers.set(request.url, { ...ground, text, sinceMs: performance.now(), snapshot: before })
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
