import { describeUnknownHost } from '../address.ts'
import { describeCertificateFailure } from '../certificates.ts'
import { type ConnectorError, RejectedError, UnavailableError } from '../errors.ts'
import type { AnswerHead } from '../http.ts'

/** The answer is larger than we read; asking for less of it may help. */
export class AnswerTooLargeError extends UnavailableError {}

export interface RequestFailure {
  readonly error: ConnectorError
  readonly retry: boolean
}

/**
 * Says what a failed request means. The library's error is not passed on, not even as cause: it holds the Authorization
 * header (https://github.com/axios/axios/issues/6919).
 */
export function describeFailure(
  thrown: unknown,
  where: string,
  signals: { reader: AbortSignal; deadline: AbortSignal },
): RequestFailure {
  if (signals.reader.aborted) return { error: createStoppedError(where), retry: false }
  if (signals.deadline.aborted) {
    return {
      error: new UnavailableError(`The tracker took too long while ${where}. We try again later.`),
      retry: false,
    }
  }
  const cause = readProperty(thrown, 'cause')
  for (const error of [thrown, cause]) if (error instanceof RejectedError) return { error, retry: false }
  const message = readProperty(thrown, 'message')
  if (typeof message === 'string' && message.startsWith('maxContentLength')) {
    return { error: new AnswerTooLargeError(`The tracker's answer is too large while ${where}.`), retry: false }
  }
  const unknownHost = describeUnknownHost(thrown)
  if (unknownHost !== null) return { error: new UnavailableError(`${unknownHost} We try again.`), retry: true }
  const code =
    [readProperty(thrown, 'code'), readProperty(cause, 'code')].find(one => typeof one === 'string') ?? 'no code'
  const untrusted = describeCertificateFailure(String(code), where)
  if (untrusted !== null) return { error: untrusted, retry: false }
  return {
    error: new UnavailableError(`The tracker could not be reached while ${where} (${code}). We try again.`),
    retry: true,
  }
}

export const createStoppedError = (where: string): UnavailableError =>
  new UnavailableError(`The reading was stopped while ${where}.`)

/** Jira asks for a CAPTCHA, or the network may not come in: asking on would make it worse or change nothing. */
export function raiseForLockOut({ status, headers }: AnswerHead, text: string, where: string): void {
  const reason = `${headers['x-seraph-loginreason'] ?? ''} ${headers['x-authentication-denied-reason'] ?? ''}`
  if (/AUTHENTICATION_DENIED|CAPTCHA/i.test(reason)) {
    throw new RejectedError(
      'credentials',
      `Jira has locked the account after failed sign-ins, seen while ${where}. Sign in once in a browser and answer the ` +
        'CAPTCHA, then check the connection again.',
    )
  }
  if (status === 403 && /\bIP address\b|allow[ -]?list/i.test(text.slice(0, 4000))) {
    throw new RejectedError(
      'permission',
      `Jira does not let in the address that Milepost calls from, seen while ${where} (403): add the address of this ` +
        "server to the organisation's IP allow list. Nothing was changed; the next sync tries again.",
    )
  }
}

/**
 * A wrong or expired token often gets 200 with empty lists and only this header
 * (https://github.com/MrRefactoring/jira.js/issues/418); taken as data it would look as if everything had been deleted.
 */
export const isRefusal = ({ status, headers }: AnswerHead, text: string): boolean =>
  /AUTHENTICATED_FAILED/i.test(headers['x-seraph-loginreason'] ?? '') ||
  // Data Center tells whom it took us for.
  headers['x-ausername'] === 'anonymous' ||
  (status === 401 && !lacksScope(text))

// https://github.com/PipedreamHQ/pipedream/issues/6864
const lacksScope = (text: string): boolean => /scope does not match/i.test(text.slice(0, 2000))

export function raiseForLogin(head: AnswerHead, text: string, where: string): void {
  raiseForLockOut(head, text, where)
  if (isRefusal(head, text)) {
    throw new RejectedError(
      'credentials',
      `Jira did not accept the credentials while ${where}. Enter a valid token or sign in again.`,
    )
  }
  if (head.status === 401) {
    throw new RejectedError(
      'permission',
      `The token has no scope for this: ${where}. Create one with the scopes of the documentation.`,
    )
  }
}

function readProperty(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && name in from ? (from as Record<string, unknown>)[name] : undefined
}
