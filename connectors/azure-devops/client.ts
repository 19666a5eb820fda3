import { setTimeout as pause } from 'node:timers/promises'
import type { Static, TSchema } from 'typebox'
import { describeUnknownHost } from '../address.ts'
import type { SourceIo } from '../connector.ts'
import { ConnectorError, RejectedError, UnavailableError } from '../errors.ts'
import { fits } from '../fits.ts'
import { type AnswerHead, mayAskAgain, REQUEST_DEADLINE_MS, raiseForStatus, requestSignal } from '../http.ts'
import { openApiVersions, readVersionRefusal } from './api-version.ts'
import { openExchange } from './exchange.ts'
import { parseJsonText } from './json-text.ts'
import { readLimitNotice } from './limit-notice.ts'

/** For sharing the rate limit: queries cost far more than reads. */
export type EndpointClass = 'metadata' | 'reporting' | 'work_items' | 'query'

export interface Question {
  /** Below the organisation, beginning with a slash. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** Sent with POST. Only interfaces that read are asked this way, so that any question may be repeated. */
  readonly body?: unknown
  /** What is being read, for a person; holds no secret. */
  readonly where: string
  readonly endpointClass: EndpointClass
  /** `preview`: it was never released. `none`: it answers without a version only. */
  readonly apiVersion?: 'released' | 'preview' | 'none'
}

/** What the tracker says about its refusal; both are stable, the message is localised and not kept. */
export interface Problem {
  readonly status: number
  readonly typeKey: string | null
  /** For example TF51535. */
  readonly code: string | null
}

export interface Answer<T> {
  readonly value: T
  readonly headers: AnswerHead['headers']
}

export interface AzureDevOpsClient {
  readonly organizationUrl: string
  /** The answer, or an error that says what to do. */
  readonly ask: <T extends TSchema>(schema: T, question: Question) => Promise<Answer<Static<T>>>
  /** The same, but these statuses are an answer too. */
  readonly askUnless: <T extends TSchema>(
    statuses: readonly number[],
    schema: T,
    question: Question,
  ) => Promise<Answer<Static<T>> | Problem>
  readonly close: () => void
}

export const isProblem = (answer: object): answer is Problem => 'status' in answer

const MAX_RETRIES = 3
const FIRST_PAUSE_MS = 300

export function openClient(organizationUrl: string, token: string, io: SourceIo): AzureDevOpsClient {
  const exchange = openExchange(organizationUrl, token, io.privateHosts)
  const versions = openApiVersions()

  async function send(question: Question, version: string): Promise<{ head: AnswerHead; text: string }> {
    const startedAt = performance.now()
    const note = (head: AnswerHead | null): void => {
      const limit = head === null ? undefined : readLimitNotice(head, io.now().getTime())
      io.onRequest({
        endpointClass: question.endpointClass,
        status: head?.status ?? null,
        rateLimited: limit?.waitMs !== undefined,
        durationMs: performance.now() - startedAt,
        ...(limit !== undefined && { limit }),
      })
    }
    try {
      const answer = await exchange.send({
        url: organizationUrl + question.path + writeQuery(question, version),
        headers: {
          accept: 'application/json',
          ...(question.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(question.body !== undefined && { body: JSON.stringify(question.body) }),
        signal: requestSignal(io.signal),
      })
      note(answer.head)
      return answer
    } catch (error) {
      note(null)
      throw explainFailure(error, question.where, io.signal)
    }
  }

  /** The turn for its request has been taken. */
  async function askOnce<T extends TSchema>(
    statuses: readonly number[],
    schema: T,
    question: Question,
  ): Promise<Answer<Static<T>> | Problem> {
    const version = versions.current()
    const { head, text } = await send(question, version)
    const refusal = head.status === 400 ? readVersionRefusal(readProblem(head.status, text).typeKey) : null
    if (refusal === 'too_new') {
      versions.stepDown(version)
      await io.takeTurn(question.endpointClass)
      return askOnce(statuses, schema, question)
    }
    if (refusal === 'preview_only' && question.apiVersion === undefined) {
      await io.takeTurn(question.endpointClass)
      return askOnce(statuses, schema, { ...question, apiVersion: 'preview' })
    }
    if (statuses.includes(head.status)) return readProblem(head.status, text)
    raiseForSignIn(head, question.where)
    if (head.status === 503) raiseForStoppedOrganization(text, question.where)
    raiseForStatus(head, question.where, io.now().getTime())
    const value = parseAnswer(text, question.where)
    if (!fits(schema, value)) {
      throw new UnavailableError(`The tracker's answer lacks what it documents while ${question.where}. We try again.`)
    }
    return { value, headers: head.headers }
  }

  async function askUnless<T extends TSchema>(statuses: readonly number[], schema: T, question: Question) {
    let refusals = 0
    for (let retries = 0; ; ) {
      if (io.signal.aborted) throw stopped(question.where)
      await io.takeTurn(question.endpointClass)
      try {
        return await askOnce(statuses, schema, question)
      } catch (error) {
        if (mayAskAgain(error, refusals)) {
          refusals += 1
          continue
        }
        if (!(error instanceof UnavailableError) || retries === MAX_RETRIES || io.signal.aborted) throw error
      }
      // Full jitter, so that many workers do not come back together.
      retries += 1
      await pause(Math.random() * FIRST_PAUSE_MS * 2 ** (retries - 1), undefined, { signal: io.signal }).catch(() => {
        throw stopped(question.where)
      })
    }
  }

  return {
    organizationUrl,
    askUnless,
    ask: async (schema, question) => {
      const answer = await askUnless([], schema, question)
      if (isProblem(answer)) throw new UnavailableError(`The tracker failed while ${question.where}.`)
      return answer
    },
    close: exchange.close,
  }
}

function writeQuery({ query, apiVersion = 'released' }: Question, version: string): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) parameters.set(name, String(value))
  if (apiVersion !== 'none') parameters.set('api-version', apiVersion === 'preview' ? `${version}-preview` : version)
  return parameters.size === 0 ? '' : `?${parameters.toString()}`
}

/**
 * A bad token is answered with 203 or 200 and the sign-in page, or with a redirect to it
 * (https://github.com/MicrosoftDocs/vsts-rest-api-specs/issues/574).
 */
function raiseForSignIn({ status, headers }: AnswerHead, where: string): void {
  const isHtml = /^text\/html\b/i.test((headers['content-type'] ?? '').trim())
  const isRedirectToSignIn = status >= 300 && status < 400 && /\/_?signin\b/i.test(headers.location ?? '')
  if (status !== 203 && !isRedirectToSignIn && !(isHtml && status === 200)) return
  throw new RejectedError(
    'credentials',
    `Azure DevOps answered with its sign-in page while ${where}. Enter a valid token of this organisation.`,
  )
}

/** TF24668 comes as 503 but is permanent: nobody has used the organisation for long, or it was closed. */
function raiseForStoppedOrganization(text: string, where: string): void {
  if (!text.includes('TF24668')) return
  throw new RejectedError(
    'gone',
    `Azure DevOps has stopped this organisation, seen while ${where}. Its owner can start it.`,
  )
}

function readProblem(status: number, text: string): Problem {
  const typeKey = /"typeKey"\s*:\s*"([A-Za-z]{1,100})"/.exec(text)?.[1] ?? null
  return { status, typeKey, code: /\b(?:TF|VS)\d{5,7}\b/.exec(text)?.[0] ?? null }
}

function parseAnswer(text: string, where: string): unknown {
  try {
    return parseJsonText(text)
  } catch {
    throw new UnavailableError(`The tracker's answer broke off or is not JSON while ${where}. We try again.`)
  }
}

const stopped = (where: string): UnavailableError => new UnavailableError(`The reading was stopped while ${where}.`)

/** Errors of the transport may hold the request with its token: only their code is kept, never they themselves. */
function explainFailure(error: unknown, where: string, signal: AbortSignal): ConnectorError {
  if (signal.aborted) return stopped(where)
  if (error instanceof ConnectorError) return error
  const { name, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: '', code: undefined }
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ABORT_ERR') {
    return new UnavailableError(`The tracker did not answer within ${REQUEST_DEADLINE_MS / 1000} s while ${where}.`)
  }
  const unknownHost = describeUnknownHost(error)
  if (unknownHost !== null) return new UnavailableError(`${unknownHost} We try again.`)
  const word = typeof code === 'string' && /^[A-Z_]{2,50}$/.test(code) ? ` (${code})` : ''
  return new UnavailableError(`The tracker could not be reached, or it broke off, while ${where}${word}. We try again.`)
}
