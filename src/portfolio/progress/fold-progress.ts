import { plural } from '../phrase.ts'
import { addMeasures, combineMeasures, type Measure, type MeasureUnit, unknownMeasure } from './measure.ts'
import { type Progress, unknownProgress } from './progress.ts'

export interface WeighedProgress {
  readonly progress: Progress
  /** Share among its siblings. */
  readonly share: number
}

/**
 * Count and effort are added, so any grouping of the same initiatives gives the same figure. Size is the mean weighed
 * by share: an initiative's share of the whole is the product of the shares on the way up to it, so grouping matters
 * unless it leaves these products as they are. What is not known is left out and named; one initiative that is not
 * known must not blind the whole portfolio.
 */
export function foldProgress(parts: readonly WeighedProgress[]): Progress {
  if (parts.length === 0) return unknownProgress('There is no initiative.')
  return {
    count: foldKnown(parts, 'count', 'items', known =>
      addMeasures(
        known.map(part => part.measure),
        'items',
      ),
    ),
    size: foldKnown(parts, 'size', null, known =>
      combineMeasures(
        known.map(part => part.measure),
        known.map(part => part.share),
      ),
    ),
    effort: foldKnown(parts, 'effort', 'hours', known =>
      addMeasures(
        known.map(part => part.measure),
        'hours',
      ),
    ),
  }
}

interface KnownPart {
  readonly measure: Measure
  readonly share: number
}

function foldKnown(
  parts: readonly WeighedProgress[],
  name: keyof Progress,
  unit: MeasureUnit | null,
  fold: (known: readonly KnownPart[]) => Measure,
): Measure {
  const measured = parts.map(({ progress, share }): KnownPart => ({ measure: progress[name], share }))
  const known = measured.filter(part => part.measure.fraction !== null)
  const [first] = measured
  if (known.length === 0) {
    if (first !== undefined && measured.length === 1) return first.measure
    return unknownMeasure(unit, `Known for none of ${plural(parts.length, 'part')}.`)
  }
  const folded = fold(known)
  if (folded.fraction === null) return folded
  const leftOut = parts.length - known.length
  if (leftOut > 0) return { ...folded, reason: `${leftOut} of ${plural(parts.length, 'part')} left out: not known.` }
  // One sentence however deep the tree: the node below says what is missing.
  const thinBelow = known.some(part => part.measure.reason !== null)
  return { ...folded, reason: thinBelow ? 'Something below is left out: not known.' : null }
}
