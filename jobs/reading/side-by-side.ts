/**
 * Does something with each of a list, `atOnce` at a time, and returns what came of each in the order of the list. After a
 * failure nothing new is begun; what has begun is waited for, and the first failure is thrown.
 */
export async function sideBySide<Each, Result>(
  list: readonly Each[],
  atOnce: number,
  work: (each: Each) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>()
  const failures: unknown[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < list.length && failures.length === 0) {
      const index = next++
      const [each] = list.slice(index, index + 1)
      try {
        results.set(index, await work(each as Each))
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, lane))
  if (failures.length > 0) throw failures[0]
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
}
