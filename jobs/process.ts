import { DelayedError, type Job, UnrecoverableError } from 'bullmq'
import type { Logger } from 'pino'
import { Value } from 'typebox/value'
import { RateLimitedError, RejectedError } from '../connectors/errors.ts'
import type { JobDefinition, JobServices } from './job.ts'
import { LaterError } from './later.ts'

/** Why a run is asked to end; the reason of its signal. */
export type StopReason = 'shutdown' | 'lock-lost'

/** A tracker that asks for no wait at all would otherwise have us ask it in a circle. */
const SHORTEST_WAIT_MS = 1_000

export interface JobRun {
  readonly job: Job
  readonly token: string | undefined
  readonly signal: AbortSignal
}

/** Runs one job once and says in BullMQ's words what its failure asks for. Never waits: a job that must wait goes back. */
export async function processJob(
  definition: JobDefinition,
  services: JobServices,
  log: Logger,
  run: JobRun,
): Promise<void> {
  const { job, signal } = run
  const problem = Value.Errors(definition.payload, job.data)[0]
  if (problem !== undefined) {
    throw new UnrecoverableError(
      `The payload of ${definition.name} is wrong at "${problem.instancePath}": ${problem.message}`,
    )
  }
  const attempt = job.attemptsMade + 1
  try {
    await definition.run(job.data, {
      ...services,
      log: log.child({ job: definition.name, jobId: job.id, attempt }),
      signal,
      attempt,
    })
  } catch (error) {
    throw await translateFailure(error, run, attempt >= definition.attempts)
  }
}

async function translateFailure(
  error: unknown,
  { job, token, signal }: JobRun,
  isLastAttempt: boolean,
): Promise<Error> {
  if (signal.aborted) {
    // Whoever took a lost lock runs the job now; else it is free for the next worker at once, and no attempt is counted.
    if (signal.reason !== ('lock-lost' satisfies StopReason)) await job.moveToDelayed(Date.now(), token)
    return new DelayedError()
  }
  if (error instanceof RateLimitedError || error instanceof LaterError) {
    await job.moveToDelayed(Date.now() + Math.max(error.retryAfterMs, SHORTEST_WAIT_MS), token)
    return new DelayedError()
  }
  if (error instanceof RejectedError || isLastAttempt) return giveUp(error)
  // UnavailableError among them: BullMQ runs it again after a growing wait.
  return error instanceof Error ? error : new Error(String(error))
}

function giveUp(error: unknown): UnrecoverableError {
  const failure = new UnrecoverableError(error instanceof Error ? error.message : String(error))
  failure.cause = error
  return failure
}
