import {
  type DefaultRenderer,
  Listr,
  type ListrRendererFactory,
  type SilentRenderer,
  type SimpleRenderer,
} from 'listr2'
import { describeError } from '../src/describe-error.ts'

/** Shows what is being done: a live list on a terminal, a line for each step elsewhere, nothing when a program reads us. */
export interface Steps {
  readonly run: <Result>(title: string, work: (show: (text: string) => void) => Promise<Result>) => Promise<Result>
  /** Side by side; results in the order of the steps. */
  readonly runAll: <Result>(steps: readonly Step<Result>[]) => Promise<readonly Result[]>
  readonly print: (text: string) => void
}

export interface Step<Result> {
  readonly title: string
  readonly work: (show: (text: string) => void) => Promise<Result>
}

type Renderer = typeof DefaultRenderer | typeof SimpleRenderer | typeof SilentRenderer

export function startSteps(manner: 'live' | 'plain' | 'silent'): Steps {
  const runAll = async <Result>(steps: readonly Step<Result>[]): Promise<readonly Result[]> => {
    const results: Result[] = []
    let failure: Error | null = null
    const list = new Listr<object, ListrRendererFactory & Renderer, ListrRendererFactory & Renderer>(
      steps.map(({ title, work }, index) => ({
        title,
        task: async (_context, task) => {
          try {
            results[index] = await work(text => {
              // Plain lines are read afterwards: every progress report in them would bury the steps.
              if (manner === 'live') task.output = text
            })
          } catch (error) {
            failure ??= new Error(`${title}: ${reasonOf(error)}`, { cause: error })
            // Who runs the steps tells the reason; without a message the list does not tell it as well.
            throw new Error('')
          }
        },
      })),
      { concurrent: true, exitOnError: true, renderer: RENDERERS[manner] } as never,
    )
    await list.run().catch(error => {
      throw failure ?? error
    })
    return results
  }
  return {
    async run(title, work) {
      const [result] = await runAll([{ title, work: async show => ({ value: await work(show) }) }])
      if (result === undefined) throw new Error(`${title}: no result`)
      return result.value
    },
    runAll,
    print(text) {
      if (manner !== 'silent') process.stdout.write(`\n${text}\n`)
    },
  }
}

/** The outermost sentence: what it was made of says less to people. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : describeError(error)

const RENDERERS = { live: 'default', plain: 'simple', silent: 'silent' } as const
