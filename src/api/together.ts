interface Waiting<Asked, Answer> {
  readonly asked: Asked
  readonly answer: (answer: Answer) => void
  readonly fail: (error: unknown) => void
}

/**
 * While it is done for some, whoever asks waits for the next time, and is then one of many: a hundred rows cost the
 * database little more than one. Nobody is served from before he asked. Where it fails for many, each is tried by itself,
 * so that one that cannot be done stops no other.
 */
export function together<Asked, Answer>(
  serve: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
): (asked: Asked) => Promise<Answer> {
  let waiting: Waiting<Asked, Answer>[] = []
  let isUnderWay = false

  async function serveAll(batch: readonly Waiting<Asked, Answer>[]): Promise<void> {
    try {
      const answers = await serve(batch.map(({ asked }) => asked))
      for (const [nth, answer] of answers.entries()) batch[nth]?.answer(answer)
    } catch (error) {
      if (batch.length > 1) await Promise.all(batch.map(each => serveAll([each])))
      else batch[0]?.fail(error)
    }
  }

  async function goOn(): Promise<void> {
    isUnderWay = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await serveAll(batch)
    }
    isUnderWay = false
  }

  return asked =>
    new Promise((answer, fail) => {
      waiting.push({ asked, answer, fail })
      if (!isUnderWay) void goOn()
    })
}
