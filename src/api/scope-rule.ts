import { type Static, Type } from 'typebox'
import { SCOPE_SELECTORS, type ScopeRule } from '../portfolio/initiative.ts'
import { ApiError } from './errors.ts'
import { closed, Id, nullable, word } from './field.ts'

export const Rule = Type.Object(
  {
    effect: word(['include', 'exclude']),
    connectionId: Id,
    selector: word(SCOPE_SELECTORS),
    value: Type.String({
      minLength: 1,
      maxLength: 1_000,
      pattern: '\\S',
      'x-expected': 'must not be blank',
      description:
        'What a person reads in the tracker: project key, item key, area path, component, label or release name; or FIELD=VALUE, ' +
        'where the field is named as in the tracker or by its id (`GET /connections/ID/mappings`); or a saved query: ' +
        'the id of a Jira filter or of a query of Azure DevOps, or its address in the browser.',
    }),
    project: Type.Optional(
      nullable(
        Type.String({
          minLength: 1,
          maxLength: 500,
          description: 'Limits component, label and release rules to one project.',
        }),
      ),
    ),
  },
  closed,
)

/** Rules as they are kept, once what they refer to is known to be there. */
export function readRules(known: ReadonlySet<string>, rules: readonly Static<typeof Rule>[]): readonly ScopeRule[] {
  requireConnections(known, rules, 'scope')
  const index = rules.findIndex(({ selector, value }) => selector === 'field' && !/^[^=]*[^=\s][^=]*=.*\S/.test(value))
  if (index >= 0) {
    const problem = { field: `body.scope.${index}.value`, expected: 'must be FIELD=VALUE' }
    throw new ApiError('unprocessable', `${problem.field} ${problem.expected}.`, [problem])
  }
  return rules.map(rule => ({ ...rule, project: rule.project ?? null }))
}

export function requireConnections(
  known: ReadonlySet<string>,
  named: readonly { readonly connectionId: string }[],
  field: string,
): void {
  const index = named.findIndex(({ connectionId }) => !known.has(connectionId.toLowerCase()))
  if (index < 0) return
  const problem = { field: `body.${field}.${index}.connectionId`, expected: 'must be the id of a connection' }
  throw new ApiError('unprocessable', `${problem.field} ${problem.expected}.`, [problem])
}
