/** `Map.groupBy`, which Node 20 does not have yet; groups are in the order of their first member. */
export function groupBy<Member, Key>(
  members: Iterable<Member>,
  keyOf: (member: Member) => Key,
): ReadonlyMap<Key, readonly [Member, ...Member[]]> {
  const groups = new Map<Key, [Member, ...Member[]]>()
  for (const member of members) {
    const key = keyOf(member)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [member])
    else group.push(member)
  }
  return groups
}
