import { isSameMeaning, type MappingEntry } from './mapping.ts'

/** What is proposed for a word, by whom: a word may be proposed by its own description and by boards that use it. */
export type MappingProposal = Pick<MappingEntry, 'name' | 'proposed' | 'confidence' | 'reason'>

/** The surest proposal; where equally sure ones differ there is none, rather than a guessed one. */
export function mergeProposals(proposals: readonly MappingProposal[]): MappingProposal | null {
  const [best, ...others] = proposals.toSorted((a, b) => b.confidence - a.confidence)
  if (best === undefined) return null
  const rival = others.find(
    other => other.confidence === best.confidence && !isSameMeaning(other.proposed, best.proposed),
  )
  if (rival === undefined) return best
  return { name: best.name, proposed: null, confidence: 0, reason: `${best.reason} and ${rival.reason} disagree` }
}
