/**
 * Finds some of many by their ids, in the order of the many and each once. What does not exist is left out. Takes as long
 * as what is asked for, however many there are.
 */
export function pickById<Member extends { readonly id: string }>(
  members: readonly Member[],
): (ids: ReadonlySet<string>) => readonly Member[] {
  const places = new Map(members.map(({ id }, at) => [id, at]))
  return ids => {
    const found: number[] = []
    for (const id of ids) {
      const at = places.get(id)
      if (at !== undefined) found.push(at)
    }
    return found.sort((a, b) => a - b).flatMap(at => members[at] ?? [])
  }
}
