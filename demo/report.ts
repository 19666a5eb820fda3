import type { Comparison } from './compare.ts'
import type { AlertResult } from './move-milestones.ts'
import type { InitiativeResult } from './portfolio-view.ts'

export interface ConnectionResult {
  readonly kind: string
  readonly requests: number
  readonly seconds: number
  readonly entities: Comparison
}

/** What the demo found; printed as it is with --json. */
export interface DemoResult {
  readonly connections: readonly ConnectionResult[]
  readonly initiatives: readonly InitiativeResult[]
  readonly alerts: readonly AlertResult[]
  /** The same over both trackers when the run went on with stored data; null on a first run. */
  readonly incremental: { readonly requests: number; readonly seconds: number } | null
  readonly seconds: number
}

export function writeConnections(connections: readonly ConnectionResult[]): string {
  const rows = connections.flatMap(({ kind, requests, seconds, entities }) => [
    ...Object.entries(entities).map(([entity, { source, stored, missing, extra }]) => [kind, entity, source, stored, missing, extra].map(String)),
    [kind, `${requests} requests, ${perThousand(requests, entities.workItems.source)} per 1,000 items, ${seconds.toFixed(1)} s`, '', '', '', ''],
  ])
  return writeTable(['tracker', 'entity', 'source', 'stored', 'missing', 'extra'], rows)
}

export function writeInitiatives(initiatives: readonly InitiativeResult[]): string {
  const rows = initiatives.map(({ name, trackers, progress, nextMilestone, milestones, health, openAlerts }) => [
    name,
    trackers.join(' + '),
    `${percent(progress.count)} ${percent(progress.size)} ${percent(progress.effort)}`,
    `${milestones['achieved'] ?? 0}/${Object.values(milestones).reduce((all, count) => all + count, 0)}`,
    nextMilestone === null ? '-' : cut(nextMilestone.name, 34),
    nextMilestone?.baseline ?? '-',
    nextMilestone?.current ?? '-',
    nextMilestone?.forecastP80 ?? '-',
    health.colour,
    String(openAlerts),
    cut(health.reasons[0] ?? '', 70),
  ])
  return writeTable(['initiative', 'trackers', 'count size effort', 'achieved', 'next milestone', 'baseline', 'current', 'P80', 'health', 'alerts', 'because'], rows)
}

export function writeTotals(initiatives: readonly InitiativeResult[]): string {
  const count = (colour: string) => initiatives.filter(({ health }) => health.colour === colour).length
  const alerts = initiatives.reduce((sum, { openAlerts }) => sum + openAlerts, 0)
  return `${initiatives.length} initiatives: ${['green', 'amber', 'red', 'grey'].map(colour => `${count(colour)} ${colour}`).join(', ')}; ${alerts} open alerts.`
}

export const writeAlert = ({ milestone, tracker, from, to, movedByDays, by, secondsToAlert }: AlertResult): string =>
  `${milestone} (${tracker}): ${from} -> ${to}, ${movedByDays === null ? '?' : `${movedByDays > 0 ? '+' : ''}${movedByDays}`} days, ` +
  `by ${by ?? 'somebody the tracker does not name'}; alert after ${secondsToAlert.toFixed(2)} s`

function writeTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

const percent = (fraction: number | null): string => (fraction === null ? ' n/a' : `${Math.round(fraction * 100)} %`.padStart(5))

const cut = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`)

const perThousand = (requests: number, items: number): string => (items === 0 ? '-' : ((requests / items) * 1000).toFixed(1))
