/** A bench that breaks says so and ends with 1. */
export async function runBench(bench: () => Promise<void>): Promise<void> {
  try {
    await bench()
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`The bench is broken: ${reason}\n`)
    process.exitCode = 1
  }
}

/** Throws an error whose message is for the person who typed. */
export function readNumber(name: string, text: string, least: number): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least) throw new Error(`--${name} takes whole numbers from ${least} on.`)
  return number
}
