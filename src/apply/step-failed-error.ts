import type { Applied } from './applied.ts'
import type { Step } from './step.ts'

/** A step went wrong; those before it were carried out and stay. */
export class StepFailedError extends Error {
  readonly done: Applied
  constructor(
    { what, name }: Pick<Step, 'what' | 'name'>,
    cause: unknown,
    { done, stepCount }: { readonly done: Applied; readonly stepCount: number },
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const count = `${done.steps.length} of ${stepCount} ${stepCount === 1 ? 'difference' : 'differences'} applied`
    super(`${what} "${name}": ${reason}\n${count}; run it again after mending.`, { cause })
    this.name = 'StepFailedError'
    this.done = done
  }
}
