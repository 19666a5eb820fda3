/**
 * An answer that several readings of one pass need, asked for once: readings at the same time share the question, later ones
 * the answer for a while. `fresh` asks anew; a failed answer is not kept.
 */
export function keepFor<T>(keepMs: number, now: () => Date, load: () => Promise<T>): (fresh?: boolean) => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly atMs: number } | null = null
  return async (fresh = false) => {
    if (!fresh && kept !== null && now().getTime() - kept.atMs < keepMs) return kept.value
    const asked = { value: load(), atMs: now().getTime() }
    kept = asked
    try {
      return await asked.value
    } catch (error) {
      if (kept === asked) kept = null
      throw error
    }
  }
}
