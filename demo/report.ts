import type { Comparison } from './compare.ts'
import type { AlertResult } from './move-milestones.ts'
import type { InitiativeResult } from './portfolio-view.ts'
import type { PlanResult } from './read-plan.ts'

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
  /** One initiative against its approved plan; null where the portfolio is another. */
  readonly plan: PlanResult | null
  readonly alerts: readonly AlertResult[]
  /** The same over both trackers when the run went on with stored data; null on a first run. */
  readonly incremental: { readonly requests: number; readonly seconds: number } | null
  readonly seconds: number
}

export function writeConnections(connections: readonly ConnectionResult[]): string {
  const rows = connections.flatMap(({ kind, entities }) =>
    Object.entries(entities).map(([entity, { source, stored, missing, extra }]) =>
      [kind, entity, source, stored, missing, extra].map(String),
    ),
  )
  const costs = connections.map(
    ({ kind, requests, seconds, entities }) =>
      `${kind}: ${requests} requests, ${perThousand(requests, entities.workItems.source)} per 1,000 items, ${seconds.toFixed(1)} s`,
  )
  const { head, body } = layOut(['tracker', 'entity', 'source', 'stored', 'missing', 'extra'], rows)
  return [...head, ...body, '', ...costs].join('\n')
}

const LEGEND =
  'Done by count (items), size (points), effort (hours). P80: done by then in 8 of 10 simulations. Grey: too little known.'

export function writeInitiatives(initiatives: readonly InitiativeResult[]): string {
  const rows = initiatives.map(({ name, trackers, progress, nextMilestone, milestones, health, openAlerts }) => [
    name,
    trackers.length > 1 ? 'both' : trackers.join(),
    `${percent(progress.count)} ${percent(progress.size)} ${percent(progress.effort)}`,
    `${milestones.achieved ?? 0}/${Object.values(milestones).reduce((all, count) => all + count, 0)}`,
    nextMilestone === null ? '-' : cut(nextMilestone.name, 24),
    nextMilestone?.baseline ?? '-',
    nextMilestone?.current ?? '-',
    nextMilestone?.forecastP80 ?? '-',
    health.colour,
    String(openAlerts),
  ])
  const { head, body } = layOut(
    [
      'initiative',
      'trackers',
      'count size effort',
      'met',
      'next milestone',
      'baseline',
      'current',
      'P80',
      'health',
      'alerts',
    ],
    rows,
  )
  const lines = body.flatMap((line, row) => {
    const { colour, reasons } = initiatives[row]?.health ?? { colour: 'green', reasons: [] }
    return [line, ...(colour === 'green' ? [] : wrap(reasons[0] ?? ''))]
  })
  return [LEGEND, '', ...head, ...lines].join('\n')
}

export function writeTotals(initiatives: readonly InitiativeResult[]): string {
  const count = (colour: string) => initiatives.filter(({ health }) => health.colour === colour).length
  const alerts = initiatives.reduce((sum, { openAlerts }) => sum + openAlerts, 0)
  return `${initiatives.length} initiatives: ${['green', 'amber', 'red', 'grey'].map(colour => `${count(colour)} ${colour}`).join(', ')}; ${alerts} open alerts.`
}

export function writePlan({
  initiative,
  currency,
  bac,
  pv,
  ev,
  ac,
  cpi,
  eac,
  spiT,
  finishEstimate,
}: PlanResult): string {
  const money = ({ value, reason }: PlanResult['pv']) =>
    value === null ? `unknown (${reason})` : `${value} ${currency}`
  const index = ({ value, reason }: PlanResult['cpi']) => (value === null ? `unknown (${reason})` : value.toFixed(2))
  return [
    `${initiative} against its approved plan of ${bac} ${currency}:`,
    `planned ${money(pv)}, earned ${money(ev)}, spent ${money(ac)}; CPI ${index(cpi)}, SPI(t) ${index(spiT)};`,
    `at this pace it costs ${money(eac)} and ends on ${finishEstimate ?? 'a day that nobody can tell'}`,
  ].join('\n')
}

export const writeAlert = ({ milestone, tracker, from, to, movedByDays, by, secondsToAlert }: AlertResult): string =>
  `${milestone} (${tracker}): ${from} -> ${to}, ${movedByDays === null ? '?' : `${movedByDays > 0 ? '+' : ''}${movedByDays}`} days, ` +
  `by ${by ?? 'somebody the tracker does not name'}; alert after ${secondsToAlert.toFixed(2)} s`

interface Layout {
  readonly head: readonly string[]
  /** A line for each row. */
  readonly body: readonly string[]
}

function layOut(head: readonly string[], rows: readonly (readonly string[])[]): Layout {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return { head: [line(head), line(widths.map(width => '-'.repeat(width)))], body: rows.map(line) }
}

const WRAP_WIDTH = 120
const INDENT = '    '

/** Indented lines, broken between words: a number that decides is never cut. */
function wrap(text: string): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ').filter(each => each !== '')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= WRAP_WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${INDENT}${word}`)
  }
  return lines
}

const percent = (fraction: number | null): string =>
  fraction === null ? ' n/a' : `${Math.round(fraction * 100)} %`.padStart(5)

const cut = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`)

const perThousand = (requests: number, items: number): string =>
  items === 0 ? '-' : ((requests / items) * 1000).toFixed(1)
