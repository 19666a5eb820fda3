import { parseArgs } from 'node:util'
import type { JiraProduct } from './jira/product.ts'

export interface DemoOptions {
  /** Print the usage and do nothing. */
  readonly help: boolean
  /** Exit after the alerts instead of staying up. */
  readonly once: boolean
  /** One JSON document on standard output; everything else goes to standard error. */
  readonly json: boolean
  /** Go on with the data of the run before instead of starting from empty. */
  readonly keep: boolean
  /** Which product the Jira stand-in is. */
  readonly jira: JiraProduct
  /** A folder of a real tracker's issues, served in place of the generated Jira site. */
  readonly jiraArchive: string | null
  /** Keys of the archive's projects; null: all of them. */
  readonly projects: readonly string[] | null
}

export const USAGE = `npm run demo -- [--once] [--json] [--keep] [--jira PRODUCT] [--jira-archive FOLDER [--projects KEY,KEY]]

  --once          exit after the alerts instead of staying up
  --json          print one JSON document on standard output, logs on standard error; without npm's own lines as:
                  npm run -s demo -- --once --json
  --keep          go on with the data of the run before: an incremental sync
  --jira          which product the stand-in is: cloud or data-center; with --keep the same as before
  --jira-archive  serve the issues in FOLDER (KEY.ndjson.gz) in place of the generated Jira site
  --projects      only these projects of the archive
  --help          this text`

/** Throws an error whose message is for the person who typed. */
export function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      jira: { type: 'string', default: 'cloud' },
      'jira-archive': { type: 'string' },
      projects: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const jiraArchive = values['jira-archive'] ?? null
  if (values.projects !== undefined && jiraArchive === null) throw new Error('--projects goes with --jira-archive.')
  if (values.keep && jiraArchive !== null)
    throw new Error('--keep goes on with the generated data; it does not go with --jira-archive.')
  const projects =
    values.projects
      ?.split(',')
      .map(key => key.trim())
      .filter(key => key !== '') ?? null
  if (projects?.length === 0) throw new Error('--projects names no project.')
  const { help, once, json, keep, jira } = values
  if (jira !== 'cloud' && jira !== 'data-center') throw new Error('--jira is cloud or data-center.')
  return { help, once, json, keep, jira, jiraArchive, projects }
}
