import { type Static, Type } from 'typebox'
import type { Cursor } from '../../src/work/raw-record.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import { CursorExpiredError, RejectedError, UnavailableError } from '../errors.ts'
import { type AzureDevOpsClient, isProblem, type Problem, type Question } from './client.ts'
import { ReportingBatchSchema } from './payloads.ts'

const PositionSchema = Type.Object(
  {
    version: Type.Literal(1),
    token: Type.Union([Type.String(), Type.Null()]),
    /** What was asked for; another question needs another reading. */
    filter: Type.String(),
    /** Projects whose past is read; one that is not among them was hidden from us when its revisions passed by. */
    seen: Type.Optional(Type.Array(Type.String())),
    /** How far the past of such a project is read. */
    returned: Type.Optional(Type.Object({ projectId: Type.String(), token: Type.Union([Type.String(), Type.Null()]) })),
  },
  { additionalProperties: false },
)
export type Position = Omit<Static<typeof PositionSchema>, 'version'>

/** Where a reporting feed was left; the token is the tracker's watermark and stays opaque. */
export const writePosition = (position: Position): Cursor => writeCursor(PositionSchema, { version: 1, ...position })

/** Where to go on; null begins anew because nothing was read yet or something else is asked now. */
export function readPosition(after: Cursor | null, filter: string): Position | null {
  if (after === null) return null
  const position = readCursor(PositionSchema, after)
  if (position === null) {
    throw new CursorExpiredError('The saved position is not one of this version; we read from the beginning.')
  }
  return position.filter === filter ? position : null
}

/** The account or the server has no such feed at all; thrown before anything was read. */
export class FeedRefusedError extends RejectedError {
  constructor(where: string) {
    super('permission', `The account may not do this: ${where}. Grant it read access.`)
  }
}
/** Forbidden, unknown to the server, or not built into it. */
export const REFUSALS: readonly number[] = [403, 404, 405, 501]

/** What forbids without the tracker's own words is a proxy or an address list, and no reason to read in another way. */
const describeRefusal = ({ status, typeKey }: Problem, where: string): RejectedError =>
  status === 403 && typeKey === null
    ? new RejectedError(
        'permission',
        `The account may not do this: ${where} (403). Grant it read access, or check the tracker's IP allow list.`,
      )
    : new FeedRefusedError(where)

export interface Batch {
  readonly rows: readonly unknown[]
  readonly token: string | null
}

/**
 * Batches of a reporting feed from `token` on. Ends at `isLastBatch`, not when `nextLink` ends: that goes on for ever
 * (https://github.com/MicrosoftDocs/azure-docs/issues/33499). The link is never followed; only its token is read.
 */
export async function* readFeed(
  client: AzureDevOpsClient,
  token: string | null,
  buildQuestion: (token: string | null) => Question,
): AsyncGenerator<Batch> {
  let current = token
  for (;;) {
    const question = buildQuestion(current)
    const answer = await client.askUnless(current === null ? REFUSALS : [400], ReportingBatchSchema, question)
    if (isProblem(answer)) {
      if (current === null) throw describeRefusal(answer, question.where)
      // A field that was deleted a moment ago is also a 400; the next attempt reads the list of fields again.
      if (answer.code === 'TF51535') {
        throw new UnavailableError(`The list of fields has changed while ${question.where}. We try again.`)
      }
      throw new CursorExpiredError(`The tracker no longer accepts the saved position while ${question.where}.`)
    }
    const { values, isLastBatch } = answer.value
    const next = readNextToken(answer.value) ?? (isLastBatch ? current : null)
    if (!isLastBatch && (next === null || next === current)) {
      throw new UnavailableError(
        `The tracker has more, but gives no new position while ${question.where}. We try again.`,
      )
    }
    yield { rows: values, token: next }
    if (isLastBatch) return
    current = next
  }
}

/** Where a feed stands that is asked for what is new since now; null when the tracker does not say, or refuses the feed. */
export async function findToken(client: AzureDevOpsClient, question: Question): Promise<string | null> {
  const answer = await client.askUnless([400, ...REFUSALS], ReportingBatchSchema, question)
  return isProblem(answer) ? null : readNextToken(answer.value)
}

function readNextToken({ continuationToken, nextLink }: Static<typeof ReportingBatchSchema>): string | null {
  const token = continuationToken ?? readTokenOfLink(nextLink)
  return token === null || token === '' ? null : String(token)
}

function readTokenOfLink(link: string | null | undefined): string | null {
  if (link === null || link === undefined || !URL.canParse(link)) return null
  for (const [name, value] of new URL(link).searchParams) if (name.toLowerCase() === 'continuationtoken') return value
  return null
}
