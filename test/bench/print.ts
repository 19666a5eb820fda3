import type { Goal } from './goals.ts'
import type { Round } from './measure-sync.ts'
import { sumOf } from './request-class.ts'

/** One block for people for each tracker and latency. */
export function printRounds(rounds: readonly Round[]): string {
  return rounds.map(printRound).join('\n')
}

function printRound({ kind, latencyMs, phases, floor }: Round): string {
  const head = ['', 'wall s', 'items/s', 'requests', 'per 1000', 'work', 'site', 'struct.', 'CPU s', 'peak MB']
  const lines = phases.map(({ phase, items, wallSeconds, requests, cpuSeconds, peakMb }) => {
    const all = sumOf(requests, 'work items', 'site', 'structure')
    return [
      phase,
      wallSeconds.toFixed(2),
      (items / wallSeconds).toFixed(0),
      String(all),
      items === 0 ? '-' : ((all / items) * 1_000).toFixed(1),
      String(sumOf(requests, 'work items')),
      String(sumOf(requests, 'site')),
      String(sumOf(requests, 'structure')),
      cpuSeconds.toFixed(2),
      peakMb.toFixed(0),
    ]
  })
  const [first] = phases
  const items = first?.items ?? 0
  const floorLines = Object.entries({ both: floor.both, read: floor.read, write: floor.write }).map(([name, each]) => [
    name === 'both' ? 'floor' : `  ${name} alone`,
    each.wallSeconds.toFixed(2),
    (items / each.wallSeconds).toFixed(0),
    String(each.requests),
    ((each.requests / items) * 1_000).toFixed(1),
    '',
    '',
    '',
    each.cpuSeconds.toFixed(2),
    each.peakMb.toFixed(0),
  ])
  const rows = first?.rows.map(
    ({ table, rows: there, written }) => `${table} ${there}${written === there ? '' : ` (${written} written)`}`,
  )
  const requests = first?.requests.map(({ endpoint, count }) => `${count} × ${endpoint}`)
  return [
    `${kind}, ${items} items, each answer after ${latencyMs} ms`,
    '',
    printTable([head, ...lines, ...floorLines]),
    '',
    `rows of the first sync: ${rows?.join(', ')}`,
    `its requests: ${requests?.join(', ')}`,
    '',
  ].join('\n')
}

export function printGoals(goals: readonly Goal[]): string {
  const lines = goals.map(({ goal, limit, measured, held }) => [
    held ? 'held' : 'MISSED',
    goal,
    String(measured),
    `at most ${limit}`,
  ])
  return printTable([['', 'goal', 'measured', 'limit'], ...lines], [0, 1])
}

function printTable(lines: readonly (readonly string[])[], left: readonly number[] = [0]): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map(line => line[at]?.length ?? 0)))
  const cell = (text: string, at: number): string =>
    left.includes(at) ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)
  return lines.map(line => line.map(cell).join('  ').trimEnd()).join('\n')
}
