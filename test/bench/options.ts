import { parseArgs } from 'node:util'
import { readNumber } from './command.ts'
import { TRACKER_KINDS, type TrackerKind } from './synthetic-tracker.ts'

export const PHASES = ['first', 'incremental', 'unchanged'] as const
export type Phase = (typeof PHASES)[number]

export interface BenchOptions {
  readonly help: boolean
  readonly items: number
  readonly latenciesMs: readonly number[]
  readonly trackers: readonly TrackerKind[]
  readonly phases: readonly Phase[]
  readonly rounds: number
  readonly json: boolean
  /** A server on which databases may be made; null: the embedded one, in a folder of its own. */
  readonly databaseUrl: string | null
  readonly profileDir: string | null
}

export const USAGE = `npm run bench:sync -- [options]

  --items N        work items of each tracker (default 20000)
  --latency A,B    delays of each of the tracker's answers in ms (default 0,80)
  --tracker NAME   ${TRACKER_KINDS.join(', ')} or both (default both)
  --phases A,B     ${PHASES.join(', ')} (default all; each goes on from the one before)
  --rounds N       median of so many rounds (default 1)
  --database URL   a Postgres server on which databases may be made (default: the embedded one)
  --profile FOLDER keep V8's CPU profiles of the worker there
  --json           print one JSON document on standard output, logs on standard error
  --help           this text`

/** Throws an error whose message is for the person who typed. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      items: { type: 'string', default: '20000' },
      latency: { type: 'string', default: '0,80' },
      tracker: { type: 'string', default: 'both' },
      phases: { type: 'string', default: PHASES.join(',') },
      rounds: { type: 'string', default: '1' },
      database: { type: 'string' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const wanted = values.phases.split(',')
  const trackers = values.tracker === 'both' ? TRACKER_KINDS : TRACKER_KINDS.filter(kind => kind === values.tracker)
  if (trackers.length === 0) throw new Error(`--tracker is one of ${TRACKER_KINDS.join(', ')} and both.`)
  const phases = PHASES.slice(0, wanted.length)
  if (phases.join() !== wanted.join()) throw new Error(`--phases is a beginning of ${PHASES.join(',')}.`)
  return {
    help: values.help,
    items: readNumber('items', values.items, 100),
    latenciesMs: values.latency.split(',').map(text => readNumber('latency', text, 0)),
    trackers,
    phases,
    rounds: readNumber('rounds', values.rounds, 1),
    json: values.json,
    databaseUrl: values.database ?? null,
    profileDir: values.profile ?? null,
  }
}
