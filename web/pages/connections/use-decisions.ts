import { useChange } from '../../api/queries.ts'
import type { RequestError } from '../../api/request.ts'
import { words } from '../../words/words.ts'
import { type MappedWord, type Meaning, refOf } from './meaning.ts'

interface Decision {
  readonly word: MappedWord
  readonly decision: 'confirm' | 'override' | 'withdraw'
  readonly meaning?: Meaning
}

interface Decisions {
  readonly decide: (decisions: readonly Decision[]) => void
  readonly said: string | null
  readonly error: RequestError | null
  readonly isPending: boolean
}

const describe = ({ word, decision, meaning }: Decision) => ({
  ...refOf(word),
  decision,
  // Confirmed is what is seen; the service refuses when it has changed since.
  ...(decision === 'withdraw' ? {} : { meaning: decision === 'confirm' ? word.proposed : (meaning ?? null) }),
})

/** Decides what words mean: all of a list, or none of it. */
export function useDecisions(connectionId: string): Decisions {
  const change = useChange('PUT /connections/{id}/mappings')
  const decide = (decisions: readonly Decision[]) => {
    const [first, ...others] = decisions.map(describe)
    if (first !== undefined) change.mutate({ path: { id: connectionId }, body: { decisions: [first, ...others] } })
  }
  const { applied, unchanged } = words.connections.mapping
  // Without a run nothing stored reads differently.
  const said = change.isSuccess ? (change.data === null ? unchanged : applied) : null
  return { decide, said, error: change.error, isPending: change.isPending }
}
