import type { FastifyInstance } from 'fastify'
import { ApiError } from './errors.ts'

export interface ByteLimits {
  readonly largest: number
  /** Of all bodies that are being received at one moment. */
  readonly together: number
}

/**
 * Bodies of any type as the bytes they are. Who sends them has proven nothing yet: however many are sent at once, what is
 * held of them is bounded, and the sender is told to come again.
 */
export function receiveBytes(app: FastifyInstance, { largest, together }: ByteLimits): void {
  let held = 0
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    const chunks: Buffer[] = []
    let size = 0
    const end = (outcome: ApiError | null): void => {
      payload.off('data', take).off('end', finish).off('error', breakOff).off('close', breakOff)
      held -= size
      done(outcome, outcome === null ? Buffer.concat(chunks, size) : undefined)
    }
    const take = (chunk: Buffer): void => {
      size += chunk.length
      held += chunk.length
      // What still comes is dropped as it comes.
      if (size > largest) end(new ApiError('too_large'))
      else if (held > together)
        end(new ApiError('unavailable', 'Too much is delivered at once. Deliver this again later.'))
      else chunks.push(chunk)
    }
    const finish = (): void => end(null)
    const breakOff = (): void => end(new ApiError('malformed_body', 'The delivery broke off.'))
    payload.on('data', take).on('end', finish).on('error', breakOff).on('close', breakOff)
  })
}
