import type { AnswerHead } from '../http.ts'

/** Where a request is sent and as whom. */
export interface WayIn {
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** The header; null for nobody. */
  readonly authorization: string | null
}

/** One request that is answered whatever its status; throws the errors of errors.ts when no answer comes. */
export type Send = (
  request: { readonly path: string; readonly endpointClass: string; readonly where: string },
  way: WayIn,
) => Promise<{ readonly head: AnswerHead; readonly text: string }>
