import { openBenchDatabases } from './bench-database.ts'
import { buildMeasured } from './build-measured.ts'
import { runBench } from './command.ts'
import { judge } from './goals.ts'
import { measureRound, openTracker, type Round } from './measure-sync.ts'
import { takeMedian } from './median.ts'
import { type BenchOptions, readOptions, USAGE } from './options.ts'
import { printGoals, printRounds } from './print.ts'

/** How long a sync takes, what it asks and what it writes, beside the least that the same work takes on this machine. */
async function measureSync(options: BenchOptions): Promise<void> {
  const say = (text: string): void => void (options.json ? process.stderr : process.stdout).write(`${text}\n`)
  await buildMeasured()
  const databases = await openBenchDatabases(options.databaseUrl)
  try {
    const results: Round[] = []
    for (const kind of options.trackers) {
      const tracker = await openTracker(kind, options.items, databases)
      try {
        for (const latencyMs of options.latenciesMs) {
          const rounds: Round[] = []
          while (rounds.length < options.rounds) rounds.push(await measureRound(tracker, latencyMs, databases, options))
          const median = takeMedian(rounds)
          results.push(median)
          say(printRounds([median]))
        }
      } finally {
        await tracker.child.stop()
      }
    }
    const goals = judge(results)
    say(printGoals(goals))
    if (options.json)
      process.stdout.write(
        `${JSON.stringify({ items: options.items, rounds: options.rounds, results, goals }, null, 2)}\n`,
      )
  } finally {
    await databases.close()
  }
}

await runBench(async () => {
  const options = readOptions(process.argv.slice(2))
  if (options.help) process.stdout.write(`${USAGE}\n`)
  else await measureSync(options)
})
