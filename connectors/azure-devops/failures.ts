import { describeUnknownHost } from '../address.ts'
import { describeCertificateFailure } from '../certificates.ts'
import { ConnectorError, RejectedError, UnavailableError } from '../errors.ts'
import { type AnswerHead, REQUEST_DEADLINE_MS } from '../http.ts'

/**
 * Whether the answer is for somebody who has not signed in: a bad token gets 401, or 203 or 200 with the sign-in page, or a
 * redirect to it (https://github.com/MicrosoftDocs/vsts-rest-api-specs/issues/574).
 */
export function isRefusal({ status, headers }: AnswerHead): boolean {
  const isHtml = /^text\/html\b/i.test((headers['content-type'] ?? '').trim())
  const isRedirectToSignIn = status >= 300 && status < 400 && /\/_?signin\b/i.test(headers.location ?? '')
  return status === 401 || status === 203 || isRedirectToSignIn || (isHtml && status === 200)
}

/** Nobody may come in from this network, whatever the credentials: https://github.com/microsoft/azure-devops-mcp/issues/1080 */
export function raiseForNetwork({ status }: AnswerHead, text: string, where: string): void {
  if ((status !== 401 && status !== 403) || !/\bVS403463\b|\bIP address\b/i.test(text.slice(0, 4000))) return
  throw new RejectedError(
    'permission',
    `A conditional access policy of Microsoft Entra keeps Milepost out of Azure DevOps, seen while ${where} (${status}): ` +
      'let it in from the address of this server. Nothing was changed; the next sync tries again.',
  )
}

export const createStoppedError = (where: string): UnavailableError =>
  new UnavailableError(`The reading was stopped while ${where}.`)

/** Errors of the transport may hold the request with its token: only their code is kept, never they themselves. */
export function explainFailure(
  error: unknown,
  where: string,
  signal: AbortSignal,
  deadlineMs = REQUEST_DEADLINE_MS,
): ConnectorError {
  if (signal.aborted) return createStoppedError(where)
  if (error instanceof ConnectorError) return error
  const { name, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: '', code: undefined }
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ABORT_ERR') {
    return new UnavailableError(`The tracker did not answer within ${deadlineMs / 1000} s while ${where}.`)
  }
  const unknownHost = describeUnknownHost(error)
  if (unknownHost !== null) return new UnavailableError(`${unknownHost} We try again.`)
  const untrusted = describeCertificateFailure(String(code), where)
  if (untrusted !== null) return untrusted
  const word = typeof code === 'string' && /^[A-Z_]{2,50}$/.test(code) ? ` (${code})` : ''
  return new UnavailableError(`The tracker could not be reached, or it broke off, while ${where}${word}. We try again.`)
}
