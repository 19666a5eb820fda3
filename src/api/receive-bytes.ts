import type { FastifyInstance } from 'fastify'
import { ApiError } from './errors.ts'

export interface ByteLimits {
  readonly largest: number
  /** Of all bodies that are being received at one moment. */
  readonly together: number
}

interface Receipt {
  size: number
  readonly end: (outcome: ApiError | null) => void
}

/**
 * Bodies of any type as the bytes they are. Who sends them has proven nothing yet: however many are sent at once, what is
 * held of them is bounded. Where it is too much, the largest has to come again, so that what is of usual size finds room
 * beside any number of senders who take their time.
 */
export function receiveBytes(app: FastifyInstance, { largest, together }: ByteLimits): void {
  const receipts = new Set<Receipt>()
  let held = 0
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    const chunks: Buffer[] = []
    const take = (chunk: Buffer): void => {
      chunks.push(chunk)
      receipt.size += chunk.length
      held += chunk.length
      if (receipt.size > largest) receipt.end(new ApiError('too_large'))
      else if (held > together)
        largestOf(receipts).end(new ApiError('unavailable', 'Too much is delivered at once. Deliver this again later.'))
    }
    const finish = (): void => receipt.end(null)
    const breakOff = (): void => receipt.end(new ApiError('malformed_body', 'The delivery broke off.'))
    const receipt: Receipt = {
      size: 0,
      end(outcome) {
        payload.off('data', take).off('end', finish).off('error', breakOff).off('close', breakOff)
        // What still comes of a refused one is dropped as it comes.
        payload.resume()
        receipts.delete(receipt)
        held -= receipt.size
        done(outcome, outcome === null ? Buffer.concat(chunks, receipt.size) : undefined)
        chunks.length = 0
      },
    }
    receipts.add(receipt)
    payload.on('data', take).on('end', finish).on('error', breakOff).on('close', breakOff)
  })
}

const largestOf = (receipts: Iterable<Receipt>): Receipt =>
  [...receipts].reduce((most, receipt) => (receipt.size > most.size ? receipt : most))
