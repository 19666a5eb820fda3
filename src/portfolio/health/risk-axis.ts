import type { FoundRisk } from '../risk/auto-risk.ts'
import { fingerprintOf, isSettled } from '../risk/change-risks.ts'
import { exposureOf, isOpen, type RegisterEntry } from '../risk/register.ts'
import type { AxisHealth, HealthRules } from './health.ts'

/** The greatest exposure decides: of what people entered, and of what was found and nobody accepted or dismissed. */
export function judgeRisk(
  entries: readonly RegisterEntry[],
  /** Null: not looked for, as of an instant of the past. */
  found: readonly FoundRisk[] | null,
  rules: HealthRules['risk'],
): AxisHealth {
  const base = { axis: 'risk', unit: 'score' } as const
  const ours = new Map(entries.map(entry => [entry.fingerprint, entry]))
  const entered = entries.filter(
    entry => entry.fingerprint === null && isOpen(entry) && (entry.kind === 'risk' || entry.kind === 'issue'),
  )
  const exposed = [
    ...entered.flatMap(entry => {
      const exposure = exposureOf(entry)
      return exposure === null ? [] : [{ exposure, text: `${entry.title}.`, ids: [entry.id] }]
    }),
    ...(found ?? [])
      .filter(risk => !isSettled(ours.get(fingerprintOf(risk)), risk))
      .map(risk => ({ exposure: risk.probability * risk.impact, text: risk.text, ids: risk.evidenceIds })),
  ].toSorted((a, b) => b.exposure - a.exposure)
  const [worst] = exposed
  if (worst === undefined) {
    const none = found === null ? 'Risks of then are not known.' : 'No risk was found and nobody entered one.'
    const reasons = [entered.length === 0 ? none : 'Nobody has rated the risks entered.']
    return { ...base, colour: 'not_measured', value: null, threshold: rules.amberExposure, reasons, evidenceIds: [] }
  }
  const { exposure } = worst
  const colour = exposure >= rules.redExposure ? 'red' : exposure >= rules.amberExposure ? 'amber' : 'green'
  const threshold = colour === 'red' ? rules.redExposure : rules.amberExposure
  const told = exposed.filter(each => colour === 'green' || each.exposure >= rules.amberExposure)
  return {
    ...base,
    colour,
    value: exposure,
    threshold,
    reasons: told.map(({ text, exposure }) => `${text} Exposure ${exposure} of 25.`),
    evidenceIds: [...new Set(told.flatMap(({ ids }) => ids))],
  }
}
