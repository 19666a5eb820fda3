import type { Answer } from '../../api/operation.ts'
import { useAnswer, useChange, useList } from '../../api/queries.ts'
import { Answered } from '../../shell/answered.tsx'
import { words } from '../../words/words.ts'
import { KindChoice } from './kind-choice.tsx'
import { RuleEditor } from './rule-editor.tsx'

type AlertRules = Answer<'GET /portfolios/{id}/alert-rules'>['rules']

/** Steps and severities are by kind of alert; the rest has names of its own. */
function nameOf(path: string): string {
  const [group, name = ''] = path.split('.')
  const kinds: Readonly<Record<string, string>> = words.alerts.kinds
  if (path === 'kinds') return words.settings.alerts.kinds
  if (group === 'steps' || group === 'severities') return kinds[name] ?? name
  return words.rules.alerts[path] ?? path
}

/** What of a portfolio is told, from where on, and how severe it is. */
export function AlertRulesTab({ portfolioId }: { readonly portfolioId: string }) {
  const path = { id: portfolioId }
  const query = useAnswer('GET /portfolios/{id}/alert-rules', { path })
  const versions = useList('GET /portfolios/{id}/alert-rules/versions', { path })
  const save = useChange('PUT /portfolios/{id}/alert-rules')
  return (
    <Answered query={query} height={640}>
      {current => (
        <RuleEditor
          key={current.version}
          title={words.settings.tabs.alerts}
          current={current}
          versions={versions.data ?? []}
          nameOf={nameOf}
          error={save.error}
          isBusy={save.isPending}
          // The editor changes values, never their names.
          onSave={rules => save.mutate({ path, body: rules as AlertRules })}
          lists={(draft, onChange) => (
            <KindChoice
              label={words.settings.alerts.kinds}
              hint={words.settings.alerts.kindsHint}
              // Each kind that can be told has a step.
              kinds={Object.keys(current.rules.steps) as AlertRules['kinds']}
              chosen={draft.kinds as AlertRules['kinds']}
              onChange={kinds => onChange({ ...draft, kinds })}
            />
          )}
        />
      )}
    </Answered>
  )
}
