import type { Initiative } from '../../api/tree.ts'

export type Rule = Initiative['scope'][number]

/** A rule as it is being edited; the key keeps its fields in place while others come and go. */
export interface DraftRule extends Rule {
  readonly key: number
}

/** Only these can be limited to one project. */
const OF_A_PROJECT: ReadonlySet<Rule['selector']> = new Set(['component', 'label', 'release'])

export const canHaveProject = ({ selector }: Pick<Rule, 'selector'>): boolean => OF_A_PROJECT.has(selector)

export const isComplete = ({ connectionId, value }: Rule): boolean => connectionId !== '' && value.trim() !== ''

/** As the service takes it. */
export const ruleOf = ({ effect, connectionId, selector, value, project }: Rule): Rule => ({
  effect,
  connectionId,
  selector,
  value: value.trim(),
  project: canHaveProject({ selector }) && typeof project === 'string' && project.trim() !== '' ? project.trim() : null,
})

export const isSame = (one: readonly Rule[], other: readonly Rule[]): boolean =>
  JSON.stringify(one.map(ruleOf)) === JSON.stringify(other.map(ruleOf))
