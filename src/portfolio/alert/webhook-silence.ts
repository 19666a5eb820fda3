import { plural } from '../phrase.ts'

/** What changed in a project since a notice last named one of its items (or its webhooks were registered), untold. */
export interface Unannounced {
  readonly connectionId: string
  readonly project: string
  /** The last notice, or the registration. */
  readonly since: string
  /** The last notice of any project of its connection, or the registration. */
  readonly connectionSince: string
  /** Items whose planning changed since, long enough ago for a notice to have come. */
  readonly items: number
  readonly firstAt: string
  readonly lastAt: string
}

export interface WebhookSilence {
  /** The last notice of the project that is silent for longest. */
  readonly since: string
  readonly items: number
  readonly reason: string
}

/** Some changes cause no notice: imports, and what a tracker lost while we were down. They are few, or all of one moment. */
const FEWEST_ITEMS = 5
const SHORTEST_MS = 2 * 3_600_000

/**
 * Whether the webhooks of one connection are silent: not because nothing came, but because people changed items and nothing
 * told of them. A project by itself, as some trackers have a webhook for each; or all in which that began after the last
 * notice of any.
 */
export function findSilence(projects: readonly Unannounced[]): WebhookSilence | null {
  const alone = projects.filter(each => isProven([each]))
  const together = projects.filter(({ firstAt, connectionSince }) => Date.parse(firstAt) > Date.parse(connectionSince))
  const silent = isProven(together) ? [...new Set([...alone, ...together])] : alone
  if (silent.length === 0) return null
  const since = earliest(silent.map(each => each.since))
  const items = count(silent)
  return {
    since,
    items,
    reason:
      `Of at least ${plural(items, 'item')} that changed in ${listNames(silent)} since ${since.slice(0, 16)}Z no notice came. ` +
      'Register the webhooks of this connection (POST /connections/:id/webhooks): that puts them right, or answers with the steps and ' +
      'values for an administrator of the tracker; whoever has removed them on purpose says so with DELETE.',
  }
}

function isProven(projects: readonly Unannounced[]): boolean {
  if (count(projects) < FEWEST_ITEMS) return false
  const last = Math.max(...projects.map(({ lastAt }) => Date.parse(lastAt)))
  return last - Date.parse(earliest(projects.map(({ firstAt }) => firstAt))) >= SHORTEST_MS
}

const MOST_NAMED = 5

function listNames(projects: readonly Unannounced[]): string {
  const named = projects.slice(0, MOST_NAMED).map(({ project }) => project)
  const others = projects.length - named.length
  return others > 0 ? `${named.join(', ')} and ${plural(others, 'project')} more` : named.join(', ')
}

const count = (projects: readonly Unannounced[]): number => projects.reduce((sum, { items }) => sum + items, 0)

const earliest = (instants: readonly string[]): string =>
  new Date(Math.min(...instants.map(each => Date.parse(each)))).toISOString()
