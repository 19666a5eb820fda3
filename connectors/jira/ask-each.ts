/** As many requests as the client has connections (client.ts). */
const AT_ONCE = 5

/** Asks about each of a list, some at a time; the answers come in the order of the list. */
export async function askEach<Each, Answer>(
  list: readonly Each[],
  ask: (each: Each) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (let start = 0; start < list.length; start += AT_ONCE) {
    answers.push(...(await Promise.all(list.slice(start, start + AT_ONCE).map(ask))))
  }
  return answers
}
