import { setTimeout as pause } from 'node:timers/promises'
import { type Static, type TSchema, Type } from 'typebox'
import type { SourceIo } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { fits } from '../fits.ts'
import { type AnswerHead, deadlineIn, mayAskAgain, raiseForStatus, requestSignal } from '../http.ts'
import { openApiVersions, readVersionRefusal } from './api-version.ts'
import { type Doors, openAuthentication, type SignIn } from './authentication.ts'
import { type Exchange, type ExchangedAnswer, openExchange } from './exchange.ts'
import { createStoppedError, explainFailure, isRefusal, raiseForNetwork } from './failures.ts'
import { parseJsonText } from './json-text.ts'
import { readLimitNotice } from './limit-notice.ts'
import type { CredentialsSchema } from './settings.ts'

/** For sharing the rate limit: queries cost far more than reads. */
export type EndpointClass = 'metadata' | 'reporting' | 'work_items' | 'query'

export interface Question {
  /** Below the organisation, beginning with a slash. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** Sent with POST. */
  readonly body?: unknown
  /** Changes something there, by this method. It is sent once: a failure may come after it was carried out. */
  readonly write?: 'POST' | 'PUT' | 'DELETE'
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

type Credentials = Static<typeof CredentialsSchema>

const MAX_RETRIES = 3
const SIGN_IN_DEADLINE_MS = 20_000
const FIRST_PAUSE_MS = 300

/** It is a preview in every version and answers without one. */
export const WHO_WE_ARE: Question = {
  path: '/_apis/connectionData',
  query: { connectOptions: 'none' },
  where: 'reading who we are',
  endpointClass: 'metadata',
  apiVersion: 'none',
}

export function openClient(doors: Doors, credentials: Credentials, io: SourceIo): AzureDevOpsClient {
  const { organizationUrl } = doors
  const exchange = openExchange(organizationUrl, doors.trust, io.privateHosts)
  /** Each further request would count against the account. */
  let refused: RejectedError | null = null
  const authentication = openAuthentication(doors, credentials, io, signIn)
  const versions = openApiVersions()

  async function send(question: Question, version: string, authorization: string): Promise<ExchangedAnswer> {
    const { where, endpointClass, body, write } = question
    const withHeader = (header: string) =>
      exchangeNoted(where, endpointClass, {
        url: organizationUrl + question.path + writeQuery(question, version),
        headers: { authorization: header, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(write !== undefined && { method: write }),
        signal: requestSignal(io.signal),
      })
    const answer = await withHeader(authorization)
    raiseForNetwork(answer.head, answer.text, where)
    const newHeader = isRefusal(answer.head) ? await authentication.enterAgain(authorization) : null
    if (newHeader === null) return answer
    await io.takeTurn(endpointClass)
    return withHeader(newHeader)
  }

  /** Does not end with the reader: its answer may be the only copy of a token. */
  async function signIn({ where, ...request }: Parameters<SignIn>[0]): Promise<ExchangedAnswer> {
    if (io.signal.aborted) throw createStoppedError(where)
    return exchange.send({ ...request, signal: deadlineIn(SIGN_IN_DEADLINE_MS) }).catch((error: unknown) => {
      throw explainFailure(error, where, io.signal, SIGN_IN_DEADLINE_MS)
    })
  }

  /** The turn for it has been taken. */
  async function exchangeNoted(
    where: string,
    endpointClass: EndpointClass,
    { headers, ...request }: Parameters<Exchange['send']>[0],
  ): Promise<ExchangedAnswer> {
    const startedAt = performance.now()
    const note = (head: AnswerHead | null): void => {
      const limit = head === null ? undefined : readLimitNotice(head, io.now().getTime())
      io.onRequest({
        endpointClass,
        status: head?.status ?? null,
        rateLimited: limit?.waitMs !== undefined,
        durationMs: performance.now() - startedAt,
        ...(limit !== undefined && { limit }),
      })
    }
    try {
      const answer = await exchange.send({ ...request, headers: { accept: 'application/json', ...headers } })
      note(answer.head)
      return answer
    } catch (error) {
      note(null)
      throw explainFailure(error, where, io.signal)
    }
  }

  /** The turn for its request has been taken. */
  async function askOnce<T extends TSchema>(
    statuses: readonly number[],
    schema: T,
    question: Question,
    authorization: string,
  ): Promise<Answer<Static<T>> | Problem> {
    const version = versions.current()
    const { head, text } = await send(question, version, authorization)
    const refusal = head.status === 400 ? readVersionRefusal(readProblem(head.status, text).typeKey) : null
    if (refusal === 'too_new') {
      versions.stepDown(version)
      await io.takeTurn(question.endpointClass)
      return askOnce(statuses, schema, question, authorization)
    }
    if (refusal === 'preview_only' && question.apiVersion === undefined) {
      await io.takeTurn(question.endpointClass)
      return askOnce(statuses, schema, { ...question, apiVersion: 'preview' }, authorization)
    }
    if (statuses.includes(head.status)) return readProblem(head.status, text)
    if (isRefusal(head)) {
      const sentence = `Azure DevOps did not accept the credentials while ${question.where}. ${authentication.remedy}`
      refused = new RejectedError('credentials', sentence)
      throw refused
    }
    if (head.status === 503) raiseForStoppedOrganization(text, question.where)
    const isDone = question.write === 'DELETE' && head.status === 204
    if (!isDone) raiseForStatus(head, question.where, io.now().getTime())
    const value = isDone ? {} : parseAnswer(text, question.where)
    if (!fits(schema, value)) {
      throw new UnavailableError(`The tracker's answer lacks what it documents while ${question.where}. We try again.`)
    }
    return { value, headers: head.headers }
  }

  async function askAgainAndAgain<T extends TSchema>(
    statuses: readonly number[],
    schema: T,
    question: Question,
    authorization: string,
  ) {
    let refusals = 0
    for (let retries = 0; ; ) {
      if (io.signal.aborted) throw createStoppedError(question.where)
      if (refused !== null) throw refused
      await io.takeTurn(question.endpointClass)
      try {
        return await askOnce(statuses, schema, question, authorization)
      } catch (error) {
        if (mayAskAgain(error, refusals)) {
          refusals += 1
          continue
        }
        const isOver = retries === MAX_RETRIES || question.write !== undefined || io.signal.aborted
        if (!(error instanceof UnavailableError) || isOver) throw error
      }
      // Full jitter, so that many workers do not come back together.
      retries += 1
      await pause(Math.random() * FIRST_PAUSE_MS * 2 ** (retries - 1), undefined, { signal: io.signal }).catch(() => {
        throw createStoppedError(question.where)
      })
    }
  }

  async function askUnless<T extends TSchema>(statuses: readonly number[], schema: T, question: Question) {
    if (io.signal.aborted) throw createStoppedError(question.where)
    if (refused !== null) throw refused
    let answer: Answer<Static<T>> | Problem | null = null
    const authorization = await authentication.enter(async header => {
      answer = await askAgainAndAgain(statuses, schema, question, header)
      // What is refused to one question says nothing of the token.
      if (isProblem(answer)) await askAgainAndAgain([], Type.Object({}), WHO_WE_ARE, header)
    })
    return answer ?? askAgainAndAgain(statuses, schema, question, authorization)
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
