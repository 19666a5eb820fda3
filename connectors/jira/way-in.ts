import type { AnswerHead } from '../http.ts'

/** Where a request is sent and as whom. */
export interface WayIn {
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** The header; null for nobody. */
  readonly authorization: string | null
}

export interface Answer {
  readonly head: AnswerHead
  readonly text: string
}

interface Errand {
  readonly path: string
  readonly endpointClass: string
  /** For a person: "asking Jira who we are". */
  readonly where: string
  /** Sent with POST. */
  readonly body?: { readonly [name: string]: string }
  /** Waits for no turn and does not end with the reader: its answer may be the only copy of a token. */
  readonly isSignIn?: true
}

/** One request that is answered whatever its status; throws the errors of errors.ts when no answer comes. */
export type Send = (errand: Errand, way: WayIn) => Promise<Answer>
